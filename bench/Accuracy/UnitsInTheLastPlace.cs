using System.Runtime.CompilerServices;

namespace Ntk.Bench.Accuracy;

/// <summary>Errors in units in the last place of the true value, the spacing of the format's numbers around it.</summary>
internal static class UnitsInTheLastPlace
{
    private const int SmallestSingleExponent = -126;
    private const int SmallestDoubleExponent = -1022;
    private const double BeyondSingle = 3.402823669209384634634e38;

    /// <summary>Error of a float; beyond the range, infinity counts as 2¹²⁸. Infinite where one is NaN and the other is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(float actual, double truth)
    {
        if (double.IsNaN(truth) || float.IsNaN(actual))
            return double.IsNaN(truth) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        truth = Math.Clamp(truth, -BeyondSingle, BeyondSingle);
        double clamped = Math.Clamp((double)actual, -BeyondSingle, BeyondSingle);
        int exponent = Math.Clamp(Exponent(truth), SmallestSingleExponent, 127);
        return Math.Abs(clamped - truth) * PowerOfTwo(23 - exponent);
    }

    /// <summary>Error of a double against an unevaluated sum of two.</summary>
    public static double Of(double actual, double truth, double truthLow)
    {
        if (!double.IsFinite(actual))
            return actual.Equals(truth) ? 0 : double.PositiveInfinity;
        int exponent = Math.Max(Exponent(truth), SmallestDoubleExponent);
        return Math.ScaleB(Math.Abs(actual - truth - truthLow), 52 - exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Exponent(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> 52 & 0x7ff) - 1023;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
