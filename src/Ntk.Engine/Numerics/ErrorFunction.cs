using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>
/// The error function on lanes. Worst error over the whole range: see docs/numerics.md, proven by
/// <c>bench -- accuracy</c>. Coefficients: tools/minimax.py.
/// </summary>
public static class ErrorFunction
{
    // −ln(1 − erf 1) as an unevaluated sum; the high part is its rounding to the element type.
    private const double LogErfcAtOne = 1.8496055099332482486;
    private const double LogErfcAtOneLowSingle = -5.0369486126423982e-8;
    private const double LogErfcAtOneLowDouble = 1.1145214635639344e-17;

    /// <summary>erf x for any x; NaN for NaN.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Erf<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        // Beyond the bound erf rounds to ±1. The operand that may be NaN comes second: the native minimum then keeps it.
        TLane one = TLane.Constant(1);
        TLane magnitude = TLane.MinNative(TLane.Constant(TLane.IsSingle ? 4 : 6), TLane.Abs(x));
        TLane isSmall = TLane.LessThan(magnitude, TLane.Constant(0.875));
        TLane small = TLane.MultiplyAdd(magnitude, ErfTail(magnitude * magnitude), magnitude);

        // 1 − e^{−p} with p = p(1) + (x − 1)·tail, its rounding error applied to the exponential.
        TLane distance = magnitude - one;
        TLane tail = LogErfcTail(distance);
        TLane start = TLane.Constant(LogErfcAtOne);
        TLane exponent = TLane.MultiplyAdd(distance, tail, start);
        TLane rest = TLane.MultiplyAdd(distance, tail, start - exponent) + TLane.Constant(TLane.IsSingle ? LogErfcAtOneLowSingle : LogErfcAtOneLowDouble);
        TLane complement = Exponential.Exp(-exponent);
        TLane large = one - TLane.NegatedMultiplyAdd(complement, rest, complement);
        return TLane.CopySign(TLane.Select(isSmall, small, large), x);
    }

    /// <summary>erf(√v)/√v − 1 on [0, 0.875²]. Largest error 2^-32.22 (float) and 2^-61.44 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane ErfTail<TLane>(TLane v)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(0.00008675390893994896171)
                .Then(v, -0.00082111037580423124311).Then(v, 0.0052067474166194550302).Then(v, -0.026861584700577221362)
                .Then(v, 0.1128373300265353775).Then(v, -0.37612636065748666267).Then(v, 0.12837916686936698998);
        }

        return Polynomial.Start<TLane>(-8.6551158779294116482e-10)
            .Then(v, 1.4118058733534801942e-8).Then(v, -1.6288380653924787355e-7).Then(v, 1.6456518580753692566e-6)
            .Then(v, -0.000014925381490151103428).Then(v, 0.00012055324326132790411).Then(v, -0.00085483268394453921894)
            .Then(v, 0.0052239776229561325371).Then(v, -0.026866170644932611084).Then(v, 0.11283791670954303797)
            .Then(v, -0.37612638903183739108).Then(v, 0.12837916709551257354);
    }

    /// <summary>(ln(1 − erf 1) − ln(1 − erf(1 + y)))/y on [−1/8, 3] (float) and [−1/8, 5] (double), weighted by what it costs in erf. Largest error 2^-34.15 (float) and 2^-58.0 (double).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane LogErfcTail<TLane>(TLane y)
        where TLane : struct, ILane<TLane>
    {
        if (TLane.IsSingle)
        {
            return Polynomial.Start<TLane>(1.0980519206528996674e-6)
                .Then(y, 0.000015152229913760100865).Then(y, -0.00027458018330433984389).Then(y, 0.0019953189249096525493)
                .Then(y, -0.010037057415013033752).Then(y, 0.041560976065541220548).Then(y, 0.84310732331690181041)
                .Then(y, 2.6389675145839504308);
        }

        return Polynomial.Start<TLane>(-1.4525124761857312955e-12)
            .Then(y, 3.8435600867899686214e-11).Then(y, -4.6910226043503065481e-10).Then(y, 3.4947477831862060463e-9)
            .Then(y, -1.7537207769397294333e-8).Then(y, 5.9729120804064672147e-8).Then(y, -1.1388246390354260707e-7)
            .Then(y, -1.1732636172124967686e-7).Then(y, 2.0301813179303448608e-6).Then(y, -9.5835868546276058117e-6)
            .Then(y, 0.000027143280629627690101).Then(y, -0.000026270769337763255212).Then(y, -0.00023732470530662066397)
            .Then(y, 0.001977903033048868078).Then(y, -0.010033825435549669093).Then(y, 0.041561098046438953317)
            .Then(y, 0.84310725635849574945).Then(y, 2.6389675142347914983);
    }
}
