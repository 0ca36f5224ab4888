using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>
/// Arcsine and arccosine on lanes. Worst error over the whole range: see docs/numerics.md, proven by
/// <c>bench -- accuracy</c>. Coefficients: tools/minimax.py.
/// </summary>
public static class ArcFunctions
{
    // π/2 as an unevaluated sum; the high part is its rounding to the element type.
    private const double HalfPi = Math.PI / 2;
    private const double HalfPiLowSingle = -4.3711390001862428e-8;
    private const double HalfPiLowDouble = 6.123233995736765886e-17;

    /// <summary>arcsin x for x in [−1, 1], in radians; NaN outside.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Asin<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        TLane magnitude = TLane.Abs(x);
        TLane isSmall = TLane.LessThanOrEqual(magnitude, TLane.Constant(0.5));
        Reduce(magnitude, isSmall, out TLane sine, out TLane correction);

        // arcsin x = π/2 − 2 arcsin √((1−x)/2) above one half.
        TLane small = sine + correction;
        // In halves of π/2 and with 2s split at the last place of 1, so that the large differences are exact.
        TLane one = TLane.Constant(1);
        TLane quarterPi = TLane.Constant(HalfPi / 2);
        TLane twice = sine + sine;
        TLane high = (twice + one) - one;
        TLane low = HalfPiLow<TLane>() - ((correction + correction) + (twice - high));
        TLane large = quarterPi + ((quarterPi - high) + low);
        return TLane.CopySign(TLane.Select(isSmall, small, large), x);
    }

    /// <summary>arccos x for x in [−1, 1], in radians; NaN outside.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Acos<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        TLane magnitude = TLane.Abs(x);
        TLane isSmall = TLane.LessThanOrEqual(magnitude, TLane.Constant(0.5));
        Reduce(magnitude, isSmall, out TLane sine, out TLane correction);

        TLane small = TLane.Constant(HalfPi) - (TLane.XorSign(sine, x) - (HalfPiLow<TLane>() - TLane.XorSign(correction, x)));
        TLane twice = (sine + sine) + (correction + correction);
        TLane obtuse = TLane.Constant(2 * HalfPi) - ((sine + sine) - ((HalfPiLow<TLane>() - correction) + (HalfPiLow<TLane>() - correction)));
        return TLane.Select(isSmall, small, TLane.Select(TLane.IsNegative(x), obtuse, twice));
    }

    /// <summary>
    /// The argument s of an arcsine in [0, ½] — |x| itself, or √((1−|x|)/2) — and a correction such that arcsin s = s + correction,
    /// which also holds the rounding error of the square root.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce<TLane>(TLane magnitude, TLane isSmall, out TLane sine, out TLane correction)
        where TLane : struct, ILane<TLane>
    {
        TLane half = TLane.Constant(0.5);
        TLane complement = TLane.NegatedMultiplyAdd(half, magnitude, half);
        TLane root = TLane.Sqrt(complement);
        sine = TLane.Select(isSmall, magnitude, root);
        TLane square = TLane.Select(isSmall, magnitude * magnitude, complement);
        TLane rootError = TLane.NegatedMultiplyAdd(root, root, complement) / (root + TLane.MaxNative(root, TLane.Constant(1e-30)));
        rootError = TLane.Select(isSmall, TLane.Constant(0), rootError);
        correction = TLane.MultiplyAdd(sine * square, ArcTail(square), rootError);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane HalfPiLow<TLane>()
        where TLane : struct, ILane<TLane> =>
        TLane.Constant(TLane.IsSingle ? HalfPiLowSingle : HalfPiLowDouble);

    /// <summary>(arcsin(√v)/√v − 1)/v on [0, ¼]. Largest error 2^-27.62 (float) and 2^-55.9 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane ArcTail<TLane>(TLane v)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(0.042166331260543314319)
                .Then(v, 0.02417950182754517605).Then(v, 0.045470377914467670026).Then(v, 0.074952976415901972431)
                .Then(v, 0.16666752481181185849);
        }

        return Polynomial.Start<TLane>(0.031912203445472732666)
            .Then(v, -0.016224154389070776134).Then(v, 0.019528201424143501116).Then(v, 0.0065279990130114839323)
            .Then(v, 0.012169206018097422875).Then(v, 0.013885236355985238204).Then(v, 0.017359704667030721311)
            .Then(v, 0.022371758057504651923).Then(v, 0.030381959136629760828).Then(v, 0.044642856828337924721)
            .Then(v, 0.075000000003370005139).Then(v, 0.16666666666665408987);
    }
}
