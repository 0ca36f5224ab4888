using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>Mehler's sums of <see cref="PolynomialDual"/> over the rows' Hermite coefficients.</summary>
/// <param name="count">Coefficients of φ.</param>
/// <param name="slopeCount">Coefficients of φ', after those.</param>
public readonly struct PolynomialPairs(int count, int slopeCount) : IPairDual
{
    private readonly int count = count;
    private readonly int slopeCount = slopeCount;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        result = Mehler(haversine, factors, 0, count);
        TLane slope = Mehler(haversine, factors, count, slopeCount);
        slopeGap = TLane.Constant(2) * SignedHaversine.ToHaversine(slope);
    }

    /// <summary>The signed haversine of c' = Σ h_n(s)·h_n(s')·cⁿ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Mehler<TLane, TFactors>(TLane haversine, TFactors factors, int start, int count)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane correlation = SignedHaversine.ToCorrelation(haversine);
        TLane sum = TLane.Constant(0);
        for (int n = start + count - 1; n >= start; n--)
            sum = TLane.MultiplyAdd(sum, correlation, factors.First(n) * factors.Second(n));

        // 1 − |c'| without cancellation: Σ h_n·h̃_n·(1 − |c|ⁿ) + ½ Σ (h_n − h̃_n)², where h̃_n is h_n(s') with the sign of cⁿ·c'.
        TLane half = TLane.Constant(0.5);
        TLane twice = TLane.Abs(haversine) + TLane.Abs(haversine);
        TLane loss = TLane.Constant(0);
        TLane total = TLane.Constant(0);
        TLane sign = sum;
        for (int n = start; n < start + count; n++)
        {
            TLane first = factors.First(n);
            TLane second = TLane.XorSign(factors.Second(n), sign);
            TLane difference = first - second;
            total = TLane.MultiplyAdd(first * second, loss, TLane.MultiplyAdd(half * difference, difference, total));
            loss = TLane.MultiplyAdd(TLane.Constant(1) - loss, twice, loss);
            sign = TLane.XorSign(sign, haversine);
        }

        TLane magnitude = TLane.MinNative(TLane.MaxNative(half * total, TLane.Constant(0)), half);
        return TLane.CopySign(magnitude, sum);
    }
}
