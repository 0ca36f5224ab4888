using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>
/// Exponential functions on lanes. Worst error over the whole range: see docs/numerics.md, proven by
/// <c>bench -- accuracy</c>. Coefficients: tools/minimax.py.
/// </summary>
public static class Exponential
{
    private const double LogTwoHighSingle = 0.693359375;
    private const double LogTwoLowSingle = -2.12194440054690582767e-4;
    private const double LogTwoHighDouble = 6.93147180369123816490e-1;
    private const double LogTwoLowDouble = 1.90821492927058770002e-10;

    /// <summary>e^x for any x: 0 and +∞ beyond the range, gradual underflow, NaN for NaN.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Exp<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        // The operand that may be NaN comes second: the native minimum and maximum then keep it.
        x = TLane.MinNative(TLane.Constant(TLane.IsSingle ? 89 : 710), TLane.MaxNative(TLane.Constant(TLane.IsSingle ? -104 : -746), x));
        TLane exponent = Reduce(x, out TLane r, out TLane rest);
        TLane value = TLane.Constant(1) + (r + rest);

        // Two factors, because 2^exponent alone leaves the range at both ends of it.
        TLane half = TLane.Round(exponent * TLane.Constant(0.5));
        return value * TLane.PowerOfTwo(half) * TLane.PowerOfTwo(exponent - half);
    }

    /// <summary>e^x − 1 for any x, with full relative accuracy near zero; −1 and +∞ beyond the range, NaN for NaN.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ExpMinusOne<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        TLane clamped = TLane.MinNative(TLane.Constant(TLane.IsSingle ? 89 : 710), TLane.MaxNative(TLane.Constant(-60), x));
        TLane exponent = Reduce(clamped, out TLane r, out TLane rest);

        // 2^k(1 + t) − 1 = 2·(2^{k−1}·t + (2^{k−1} − ½)): half the power, because 2^k itself may overflow. The rounding errors
        // of both sums go into the last one, or they would add up to more than one unit in the last place around k = 25 (float).
        TLane half = TLane.PowerOfTwo(exponent - TLane.Constant(1));
        TLane offset = half - TLane.Constant(0.5);
        TLane high = TLane.MultiplyAdd(half, r, offset);
        TLane low = TLane.MultiplyAdd(half, r, offset - high) + TLane.MultiplyAdd(half, rest, (half - offset) - TLane.Constant(0.5));
        TLane value = high + low;
        return value + value;
    }

    /// <summary>x = k·ln 2 + r with |r| ≤ ln(2)/2, and e^r = 1 + r + rest, where the rest also holds the rounding error of r; returns k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Reduce<TLane>(TLane x, out TLane r, out TLane rest)
        where TLane : struct, ILane<TLane>
    {
        TLane low = TLane.Constant(TLane.IsSingle ? LogTwoLowSingle : LogTwoLowDouble);
        TLane exponent = TLane.Round(x * TLane.Constant(1.4426950408889634074));
        TLane high = TLane.NegatedMultiplyAdd(exponent, TLane.Constant(TLane.IsSingle ? LogTwoHighSingle : LogTwoHighDouble), x);
        r = TLane.NegatedMultiplyAdd(exponent, low, high);
        rest = TLane.MultiplyAdd(r * r, ExpTail(r), TLane.NegatedMultiplyAdd(exponent, low, high - r));
        return exponent;
    }

    /// <summary>(e^r − 1 − r)/r² for |r| ≤ ln(2)/2. Largest error 2^-32.53 (float) and 2^-56.18 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane ExpTail<TLane>(TLane r)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(0.00019758708367498094087)
                .Then(r, 0.0013933246201650907924).Then(r, 0.0083335087821778508968).Then(r, 0.04166646973817018831)
                .Then(r, 0.16666666091974378913).Then(r, 0.50000000127520772929);
        }

        return Polynomial.Start<TLane>(2.4984673966010366773e-8)
            .Then(r, 2.7619729972919434662e-7).Then(r, 2.7557580511233936502e-6).Then(r, 0.00002480152215258753658)
            .Then(r, 0.00019841269582738050358).Then(r, 0.0013888888916574168874).Then(r, 0.0083333333334232180944)
            .Then(r, 0.041666666666625655307).Then(r, 0.16666666666666584033).Then(r, 0.50000000000000009652);
    }
}
