#pragma warning disable CA1720 // The formats are number types: their names are the point.
using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>
/// A binary floating-point format in which numbers are kept, emulated in double: significand, range, subnormals and rounding to nearest, ties to even, of IEEE 754-2019.
/// A number too large for the format becomes infinite where one number is rounded, and is an error where a matrix is: from largest finite + half a unit in its last place on.
/// </summary>
public sealed record StorageFormat
{
    /// <summary>The fewest significand bits of <see cref="WithSignificandBits"/>.</summary>
    public const int FewestBits = 4;

    /// <summary>The most significand bits of <see cref="WithSignificandBits"/>.</summary>
    public const int MostBits = 52;

    private const int DoubleBits = 53, DoubleExponentBits = 11;

    private readonly long lowBits;
    private readonly double subnormalShift;

    private StorageFormat(string name, int significandBits, int exponentBits)
    {
        Name = name;
        SignificandBits = significandBits;
        ExponentBits = exponentBits;
        int largestExponent = (1 << (exponentBits - 1)) - 1, smallestExponent = 1 - largestExponent;
        SmallestNormal = Math.ScaleB(1, smallestExponent);
        SmallestSubnormal = Math.ScaleB(1, smallestExponent - significandBits + 1);
        LargestFinite = Math.ScaleB(2 - Math.ScaleB(1, 1 - significandBits), largestExponent);
        lowBits = (1L << (DoubleBits - significandBits)) - 1;

        // Adding it leaves of a subnormal number what the format holds: its unit in the last place is the smallest subnormal.
        subnormalShift = Math.ScaleB(1.5, smallestExponent - significandBits + DoubleBits);
    }

    /// <summary>IEEE 754 binary64: 53 bits, to 1.8e308.</summary>
    public static StorageFormat Float64 { get; } = new("float64", DoubleBits, DoubleExponentBits);

    /// <summary>IEEE 754 binary32: 24 bits, to 3.4e38.</summary>
    public static StorageFormat Float32 { get; } = new("float32", 24, 8);

    /// <summary>NVIDIA's TensorFloat-32: the range of float32 with 11 bits; it takes 32 in memory.</summary>
    public static StorageFormat TF32 { get; } = new("TF32", 11, 8);

    /// <summary>bfloat16: the range of float32 with 8 bits.</summary>
    public static StorageFormat BFloat16 { get; } = new("bfloat16", 8, 8);

    /// <summary>IEEE 754 binary16: 11 bits, to 65504, subnormal below 6.1e-5.</summary>
    public static StorageFormat Float16 { get; } = new("float16", 11, 5);

    /// <summary>The formats that hardware has, the most exact first.</summary>
    public static IReadOnlyList<StorageFormat> All { get; } = [Float64, Float32, TF32, BFloat16, Float16];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Bits of the significand, the leading one included.</summary>
    public int SignificandBits { get; }

    /// <summary>Bits of the exponent.</summary>
    public int ExponentBits { get; }

    /// <summary>Bits of a number: sign, exponent and significand without its leading bit.</summary>
    public int Bits => ExponentBits + SignificandBits;

    /// <summary>The largest relative error of rounding to a normal number, 2^−p.</summary>
    public double UnitRoundoff => Math.ScaleB(1, -SignificandBits);

    /// <summary>The smallest positive number with all significand bits.</summary>
    public double SmallestNormal { get; }

    /// <summary>The smallest positive number, and the distance of all below <see cref="SmallestNormal"/>.</summary>
    public double SmallestSubnormal { get; }

    /// <summary>The largest number.</summary>
    public double LargestFinite { get; }

    /// <summary>A format of any significand with the exponents of double.</summary>
    /// <param name="bits">p, the leading bit included, 4 to 52.</param>
    public static StorageFormat WithSignificandBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, FewestBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MostBits);
        return new($"{bits} bits", bits, DoubleExponentBits);
    }

    /// <summary>The nearest number of the format, of two the one with an even significand; ±∞ beyond its range. NaN, infinities and signs of zeros stay.</summary>
    public double Round(double value)
    {
        double magnitude = Math.Abs(value);
        double rounded = magnitude switch
        {
            _ when !double.IsFinite(value) || SignificandBits == DoubleBits => magnitude,
            _ when magnitude >= SmallestNormal => RoundNormal(magnitude),
            _ => magnitude + subnormalShift - subnormalShift,
        };
        return Math.CopySign(rounded > LargestFinite ? double.PositiveInfinity : rounded, value);
    }

    /// <summary>The same for a number of any type; a format with more bits or range than the type leaves it as it is.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public T Round<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Round(double.CreateTruncating(value)));

    /// <summary>Rounds each number in place; ±∞ beyond the range.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="values">Any numbers.</param>
    public void Round<T>(Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T value in values)
            value = Round(value);
    }

    /// <summary>Rounds each entry in place.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrix">Any matrix of finite entries; after an error its rows up to the one named are rounded.</param>
    /// <exception cref="StorageOverflowException">An entry is too large for the format, or not finite.</exception>
    public void Round<T>(MatrixSpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < matrix.Rows; row++)
        {
            Span<T> values = matrix.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                T rounded = Round(values[column]);
                if (!T.IsFinite(rounded))
                    throw new StorageOverflowException(this, row, column, double.CreateTruncating(values[column]));
                values[column] = rounded;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>On the bits: half a unit less one, and one more where the last bit that stays is odd, carry over where the number is to be rounded up.</summary>
    private double RoundNormal(double magnitude)
    {
        long bits = BitConverter.DoubleToInt64Bits(magnitude), last = (bits >> (DoubleBits - SignificandBits)) & 1;
        return BitConverter.Int64BitsToDouble((bits + (lowBits >> 1) + last) & ~lowBits);
    }
}
