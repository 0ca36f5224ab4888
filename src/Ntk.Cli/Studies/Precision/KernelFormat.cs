namespace Ntk.Cli;

/// <summary>A format in which the entries of a kernel are kept.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Bits">Significand bits, the leading one included.</param>
internal sealed record KernelFormat(string Name, int Bits)
{
    private const int DoubleBits = 53;

    public static KernelFormat Float32 { get; } = new("float32", 24);

    public static KernelFormat Float64 { get; } = new("float64", DoubleBits);

    /// <summary>6 to 24 bits, the usual formats by their names.</summary>
    public static IReadOnlyList<KernelFormat> Narrow { get; } = [.. Enumerable.Range(6, 19).Select(OfBits)];

    /// <summary>Those there is hardware for.</summary>
    public static IReadOnlyList<KernelFormat> Usual { get; } = [OfBits(8), OfBits(11), Float32, Float64];

    /// <summary>Rounds to the nearest value of the format, of two the even one.</summary>
    public double Round(double value)
    {
        if (Bits == DoubleBits)
            return value;
        int dropped = DoubleBits - Bits;
        long bits = BitConverter.DoubleToInt64Bits(value), half = (1L << (dropped - 1)) - 1 + ((bits >> dropped) & 1);
        return BitConverter.Int64BitsToDouble((bits + half) & -(1L << dropped));
    }

    private static KernelFormat OfBits(int bits) => bits switch
    {
        8 => new("bfloat16", bits),
        11 => new("TF32", bits),
        24 => Float32,
        _ => new($"{bits} bits", bits),
    };
}
