using System.Text.Json.Serialization;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The arithmetic that solves with a kernel.</summary>
internal enum SolveArithmetic
{
    /// <summary>A Cholesky factor in float32.</summary>
    Float32,

    /// <summary>A factor in float32, refined to a solution in float64.</summary>
    Mixed,

    /// <summary>A Cholesky factor in float64.</summary>
    Float64,
}

/// <summary>A way from inputs to a solution.</summary>
/// <param name="Kernel">The arithmetic that computes entries.</param>
/// <param name="Storage">The format that keeps them.</param>
/// <param name="Solve">The arithmetic that solves with them.</param>
internal sealed record Pipeline(Precision Kernel, [property: JsonIgnore] StorageFormat Storage, SolveArithmetic Solve)
{
    /// <summary>What the format is called.</summary>
    [JsonPropertyName("storage")]
    public string StorageName => Storage.Name;

    /// <summary>Significand bits of the format.</summary>
    public int StorageBits => Storage.SignificandBits;

    /// <summary>Whether it is a format tried for its own sake: all else is float64.</summary>
    [JsonIgnore]
    public bool IsFormat => Kernel == Precision.Float64 && Solve == SolveArithmetic.Float64 && Storage != StorageFormat.Float64;

    /// <summary>All that are examined; those with one storage and kernel stand together.</summary>
    public static IReadOnlyList<Pipeline> All { get; } =
    [
        .. Solves(Precision.Float32, StorageFormat.Float32), .. Solves(Precision.Float64, StorageFormat.Float64), .. Solves(Precision.Float64, StorageFormat.Float32),
        .. StorageFormats.Narrow.Where(format => format != StorageFormat.Float32).Select(format => new Pipeline(Precision.Float64, format, SolveArithmetic.Float64)),
    ];

    public override string ToString() => $"{Kernel.Name()} kernel, {Storage.Name} storage, {Solve.Name()} solve";

    private static IEnumerable<Pipeline> Solves(Precision kernel, StorageFormat storage) => Enum.GetValues<SolveArithmetic>().Select(solve => new Pipeline(kernel, storage, solve));
}
