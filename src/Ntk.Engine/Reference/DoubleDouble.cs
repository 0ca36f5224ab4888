using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ntk.Engine.Reference;

/// <summary>
/// A number held as the unevaluated sum of two doubles, the second at most half a unit in the last place of the first: 106 bits, about 32 digits, in the range of double.
/// The relative error of + and of · is below 5·2⁻¹⁰⁶, of / and √ below 16·2⁻¹⁰⁶ (Joldes, Muller and Popescu 2017, doi 10.1145/3121432; Lefèvre et al. 2023,
/// doi 10.1145/3568672), as long as no product of two low parts leaves the range: magnitudes from 1e-140 to 1e140 are safe.
/// </summary>
public readonly partial record struct DoubleDouble : IComparable<DoubleDouble>
{
    private DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The number rounded to double.</summary>
    public double High { get; }

    /// <summary>What is left of it.</summary>
    public double Low { get; }

    /// <summary>0.</summary>
    public static DoubleDouble Zero => default;

    /// <summary>1.</summary>
    public static DoubleDouble One => new(1, 0);

    /// <summary>π.</summary>
    public static DoubleDouble Pi => new(3.141592653589793, 1.2246467991473532e-16);

    /// <summary>π/2.</summary>
    public static DoubleDouble HalfPi => new(1.5707963267948966, 6.123233995736766e-17);

    /// <summary>Whether it is neither infinite nor NaN.</summary>
    public bool IsFinite => double.IsFinite(High) && double.IsFinite(Low);

    /// <summary>A double, exactly.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>Rounded to double.</summary>
    public static explicit operator double(DoubleDouble value) => value.High;

    /// <summary>The negative.</summary>
    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble high = Sum(left.High, right.High), low = Sum(left.Low, right.Low);
        DoubleDouble sum = OrderedSum(high.High, high.Low + low.High);
        return OrderedSum(sum.High, low.Low + sum.Low);
    }

    /// <summary>The difference.</summary>
    public static DoubleDouble operator -(DoubleDouble left, DoubleDouble right) => left + -right;

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble high = Product(left.High, right.High);
        return OrderedSum(high.High, high.Low + (left.High * right.Low + left.Low * right.High));
    }

    /// <summary>The product with a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble left, double right)
    {
        DoubleDouble high = Product(left.High, right);
        return OrderedSum(high.High, Math.FusedMultiplyAdd(left.Low, right, high.Low));
    }

    /// <summary>The product with a double.</summary>
    public static DoubleDouble operator *(double left, DoubleDouble right) => right * left;

    /// <summary>The quotient.</summary>
    public static DoubleDouble operator /(DoubleDouble left, DoubleDouble right)
    {
        double quotient = left.High / right.High;
        DoubleDouble product = right * quotient;
        double rest = left.High - product.High + (left.Low - product.Low);
        return OrderedSum(quotient, rest / right.High);
    }

    /// <summary>Whether the first is smaller.</summary>
    public static bool operator <(DoubleDouble left, DoubleDouble right) => left.High < right.High || (left.High == right.High && left.Low < right.Low);

    /// <summary>Whether the first is larger.</summary>
    public static bool operator >(DoubleDouble left, DoubleDouble right) => right < left;

    /// <summary>Whether the first is smaller, or they are equal.</summary>
    public static bool operator <=(DoubleDouble left, DoubleDouble right) => left.High < right.High || (left.High == right.High && left.Low <= right.Low);

    /// <summary>Whether the first is larger, or they are equal.</summary>
    public static bool operator >=(DoubleDouble left, DoubleDouble right) => right <= left;

    /// <summary>The sum of two doubles, exactly (Knuth 1969).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double left, double right)
    {
        double sum = left + right;
        double added = sum - left;
        return new(sum, left - (sum - added) + (right - added));
    }

    /// <summary>The product of two doubles, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double left, double right)
    {
        double product = left * right;
        return new(product, Math.FusedMultiplyAdd(left, right, -product));
    }

    /// <summary>The square.</summary>
    public static DoubleDouble Square(DoubleDouble value) => value * value;

    /// <summary>The square root; NaN below zero.</summary>
    public static DoubleDouble Sqrt(DoubleDouble value)
    {
        double root = Math.Sqrt(value.High);
        if (!(root > 0) || !double.IsFinite(root))
            return root;
        double rest = Math.FusedMultiplyAdd(-root, root, value.High) + value.Low;
        return OrderedSum(root, rest / (2 * root));
    }

    /// <summary>A power with a whole exponent ≥ 0, by repeated multiplication.</summary>
    public static DoubleDouble Power(DoubleDouble value, int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        DoubleDouble power = One;
        for (int k = 0; k < exponent; k++)
            power *= value;
        return power;
    }

    /// <summary>The magnitude.</summary>
    public static DoubleDouble Abs(DoubleDouble value) => value.High < 0 ? -value : value;

    /// <inheritdoc/>
    public int CompareTo(DoubleDouble other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <summary>The number with 32 significant digits, such as 3.1415926535897932384626433832795.</summary>
    public override string ToString()
    {
        if (High == 0 || !IsFinite)
            return High.ToString(CultureInfo.InvariantCulture);
        const int Digits = 32;

        // Scaled to a whole number of 32 or 33 digits, exactly but for the division by a power of ten.
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(High)));
        BigInteger digits = Scaled(Digits - 1 - exponent);
        if (BigInteger.Abs(digits) >= BigInteger.Pow(10, Digits))
            digits = Scaled(Digits - 1 - ++exponent);
        else if (BigInteger.Abs(digits) < BigInteger.Pow(10, Digits - 1))
            digits = Scaled(Digits - 1 - --exponent);
        string text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture);
        string sign = digits.Sign < 0 ? "-" : "", fraction = text[1..].TrimEnd('0');
        return exponent is >= -5 and < Digits ? sign + Plain(text, exponent) : $"{sign}{text[0]}{(fraction.Length > 0 ? "." : "")}{fraction}E{exponent:+00;-00}";
    }

    private static string Plain(string digits, int exponent)
    {
        string text = exponent < 0 ? $"0.{new string('0', -exponent - 1)}{digits}" : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
        return text.TrimEnd('0').TrimEnd('.');
    }

    /// <summary>The number times a power of ten, rounded to a whole number.</summary>
    private BigInteger Scaled(int powerOfTen)
    {
        const int Bits = 1200;
        BigInteger value = Fixed(High) + Fixed(Low);
        BigInteger ten = BigInteger.Pow(10, Math.Abs(powerOfTen)), one = BigInteger.One << Bits;
        (BigInteger numerator, BigInteger denominator) = powerOfTen >= 0 ? (value * ten, one) : (value, one * ten);
        BigInteger half = denominator / 2;
        return BigInteger.Divide(numerator + (numerator.Sign < 0 ? -half : half), denominator);

        static BigInteger Fixed(double part)
        {
            if (part == 0)
                return BigInteger.Zero;
            int exponent = Math.ILogB(part);
            var mantissa = new BigInteger(Math.ScaleB(part, 52 - exponent));
            int shift = exponent - 52 + Bits;
            return mantissa << shift;
        }
    }

    /// <summary>The sum of two doubles of which the first is not smaller in magnitude, exactly (Dekker 1971).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleDouble OrderedSum(double larger, double smaller)
    {
        double sum = larger + smaller;
        return new(sum, smaller - (sum - larger));
    }
}
