using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>Copies a value that is read again later, before it would be overwritten.</summary>
internal sealed class CopyStep<T>(int source, int target) : StripStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override unsafe void Run(Strip<T> strip)
    {
        for (int row = 0; row < strip.RowCount; row++)
        {
            StripRow<T> from = strip.Row(source, row);
            StripRow<T> to = strip.Row(target, row);
            int count = (int)strip.ColumnCount;
            new ReadOnlySpan<T>(from.Haversine, count).CopyTo(new Span<T>(to.Haversine, count));
            new ReadOnlySpan<T>(from.TangentGap, count).CopyTo(new Span<T>(to.TangentGap, count));
        }
    }
}

/// <summary>Weighted sums of correlations, held as gaps.</summary>
internal static class Gap
{
    /// <summary>Adds a term of Σ b·b'·(1 − gap) with Σ b² = 1 to the gap of the sum: b·b'·gap + (b − b')²/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Add<TLane>(TLane sum, TLane gap, TLane first, TLane second)
        where TLane : struct, ILane<TLane>
    {
        TLane unequal = first - second;
        return TLane.MultiplyAdd(first * second, gap, TLane.MultiplyAdd(TLane.Constant(0.5) * unequal, unequal, sum));
    }
}

/// <summary>Correlations and tangent correlations times the probability of keeping a unit.</summary>
internal static class Dropout
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TLane>(TLane keep, ref TLane haversine, ref TLane gap)
        where TLane : struct, ILane<TLane>
    {
        // (1 − keep·|c|)/2
        TLane lost = TLane.Constant(1) - keep;
        haversine = TLane.CopySign(TLane.MultiplyAdd(keep, TLane.Abs(haversine), TLane.Constant(0.5) * lost), haversine);
        gap = TLane.MultiplyAdd(keep, gap, lost);
    }
}

/// <summary>Dropout on strips.</summary>
internal sealed class DropoutStep<T, TLane>(int source, int target, double keep) : StripStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    public override void Run(Strip<T> strip)
    {
        for (int row = 0; row < strip.RowCount; row++)
            Run(strip.Row(source, row), strip.Row(target, row), strip.ColumnCount, keep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Run(StripRow<T> source, StripRow<T> target, nint count, double keep)
    {
        TLane factor = TLane.Constant(keep);
        for (nint i = 0; i < count; i += TLane.Count)
        {
            TLane haversine = TLane.Load(in source.Haversine[i], 0);
            TLane gap = TLane.Load(in source.TangentGap[i], 0);
            Dropout.Apply(factor, ref haversine, ref gap);
            haversine.Store(ref target.Haversine[i], 0);
            gap.Store(ref target.TangentGap[i], 0);
        }
    }
}

/// <summary>A step of several sources, row by row of the strip.</summary>
internal abstract class FanInStep<T>(int[] sources, int target, PairTable<T> factors) : StripStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override unsafe void Run(Strip<T> strip)
    {
        StripRow<T>* rows = stackalloc StripRow<T>[sources.Length];
        for (int row = 0; row < strip.RowCount; row++)
        {
            for (int j = 0; j < sources.Length; j++)
                rows[j] = strip.Row(sources[j], row);
            Run(rows, sources.Length, strip.Row(target, row), strip.ColumnCount, factors.For(strip, row));
        }
    }

    public override void Dispose()
    {
        factors.Dispose();
        base.Dispose();
    }

    /// <summary>One row: <paramref name="count"/> entries, a multiple of the lane.</summary>
    protected abstract unsafe void Run(StripRow<T>* sources, int sourceCount, StripRow<T> target, nint count, FactorRow<T> factorRow);
}

/// <summary>
/// A weighted sum: c' = Σ a_j·a_j'·c_j with Σ a_j² = 1. In haversines, with s the sign of c' and s_j that of s·c_j,
/// 1 − |c'| = Σ ½(a_j − s_j·a_j')² + s_j·a_j·a_j'·(1 − |c_j|).
/// </summary>
internal sealed class SumStep<T, TLane>(int[] sources, int target, PairTable<T> factors) : FanInStep<T>(sources, target, factors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    protected override unsafe void Run(StripRow<T>* sources, int sourceCount, StripRow<T> target, nint count, FactorRow<T> factorRow)
    {
        TLane half = TLane.Constant(0.5);
        TLane quarter = TLane.Constant(0.25);
        for (nint i = 0; i < count; i += TLane.Count)
        {
            PairFactors<T, TLane> factors = factorRow.At<TLane>(i);
            TLane correlation = TLane.Constant(0);
            TLane gap = TLane.Constant(0);
            for (int j = 0; j < sourceCount; j++)
            {
                TLane own = SignedHaversine.ToCorrelation(TLane.Load(in sources[j].Haversine[i], 0));
                correlation = TLane.MultiplyAdd(factors.First(j) * factors.Second(j), own, correlation);
                gap = Gap.Add(gap, TLane.Load(in sources[j].TangentGap[i], 0), factors.First(sourceCount + j), factors.Second(sourceCount + j));
            }

            TLane magnitude = TLane.Constant(0);
            for (int j = 0; j < sourceCount; j++)
            {
                TLane haversine = TLane.Load(in sources[j].Haversine[i], 0);
                TLane second = TLane.XorSign(TLane.XorSign(factors.Second(j), haversine), correlation);
                TLane unequal = factors.First(j) - second;
                magnitude = TLane.MultiplyAdd(quarter * unequal, unequal, magnitude);
                magnitude = TLane.MultiplyAdd(factors.First(j) * second, TLane.Abs(haversine), magnitude);
            }

            magnitude = TLane.MinNative(TLane.MaxNative(magnitude, TLane.Constant(0)), half);
            TLane.CopySign(magnitude, correlation).Store(ref target.Haversine[i], 0);
            gap.Store(ref target.TangentGap[i], 0);
        }
    }
}

/// <summary>A product: c' = Π c_j, so that 1 − |c'| accumulates as m + m' − m·m' does; the tangent correlation is Σ_j b_j·b_j'·ϑ_j·Π_{i≠j} c_i.</summary>
internal sealed class ProductStep<T, TLane>(int[] sources, int target, PairTable<T> factors) : FanInStep<T>(sources, target, factors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    protected override unsafe void Run(StripRow<T>* sources, int sourceCount, StripRow<T> target, nint count, FactorRow<T> factorRow)
    {
        for (nint i = 0; i < count; i += TLane.Count)
        {
            PairFactors<T, TLane> factors = factorRow.At<TLane>(i);
            TLane magnitude = TLane.Constant(0);
            TLane sign = TLane.Constant(1);
            TLane gap = TLane.Constant(0);
            for (int j = 0; j < sourceCount; j++)
            {
                TLane haversine = TLane.Load(in sources[j].Haversine[i], 0);
                TLane own = TLane.Abs(haversine);
                magnitude = TLane.MultiplyAdd(TLane.Constant(-2) * own, magnitude, magnitude + own);
                sign = TLane.XorSign(sign, haversine);

                TLane term = TLane.Load(in sources[j].TangentGap[i], 0);
                for (int other = 0; other < sourceCount; other++)
                {
                    if (other == j)
                        continue;
                    TLane factor = SignedHaversine.ToHaversine(TLane.Load(in sources[other].Haversine[i], 0));
                    factor += factor;
                    term = TLane.NegatedMultiplyAdd(term, factor, term + factor);
                }

                gap = Gap.Add(gap, term, factors.First(j), factors.Second(j));
            }

            TLane.CopySign(magnitude, sign).Store(ref target.Haversine[i], 0);
            gap.Store(ref target.TangentGap[i], 0);
        }
    }
}
