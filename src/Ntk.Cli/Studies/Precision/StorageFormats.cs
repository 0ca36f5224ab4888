using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The formats that the study keeps kernels in.</summary>
internal static class StorageFormats
{
    private const int FewestBits = 6, MostBits = 24;

    /// <summary>6 to 24 significand bits, the usual formats by their names; TF32 has the bits of float16.</summary>
    public static IReadOnlyList<StorageFormat> Narrow { get; } = [.. Enumerable.Range(FewestBits, MostBits - FewestBits + 1).Select(OfBits)];

    /// <summary>Those there is hardware for, the narrowest first.</summary>
    public static IReadOnlyList<StorageFormat> Usual { get; } = [StorageFormat.BFloat16, StorageFormat.TF32, StorageFormat.Float32, StorageFormat.Float64];

    private static StorageFormat OfBits(int bits) =>
        new[] { StorageFormat.BFloat16, StorageFormat.TF32, StorageFormat.Float32 }.FirstOrDefault(format => format.SignificandBits == bits) ?? StorageFormat.WithSignificandBits(bits);
}
