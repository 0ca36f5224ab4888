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

/// <summary>A step's sources at one place.</summary>
internal interface IFanInSources<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>The correlation of a source.</summary>
    TLane Haversine(int source);

    /// <summary>The gap of its tangent correlation.</summary>
    TLane TangentGap(int source);
}

/// <summary>Sums and products of values; the rows' scalars are those of <see cref="RowRules"/>.</summary>
internal static class FanInRules
{
    /// <summary>
    /// A weighted sum: c' = Σ a_j·a_j'·c_j with Σ a_j² = 1. In haversines, with s the sign of c' and s_j that of s·c_j,
    /// 1 − |c'| = Σ ½(a_j − s_j·a_j')² + s_j·a_j·a_j'·(1 − |c_j|).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum<TLane, TSources, TFactors>(TSources sources, int sourceCount, TFactors factors, out TLane haversine, out TLane gap)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane correlation = TLane.Constant(0);
        gap = TLane.Constant(0);
        for (int j = 0; j < sourceCount; j++)
        {
            TLane own = SignedHaversine.ToCorrelation(sources.Haversine(j));
            correlation = TLane.MultiplyAdd(factors.First(j) * factors.Second(j), own, correlation);
            gap = Gap.Add(gap, sources.TangentGap(j), factors.First(sourceCount + j), factors.Second(sourceCount + j));
        }

        TLane quarter = TLane.Constant(0.25);
        TLane magnitude = TLane.Constant(0);
        for (int j = 0; j < sourceCount; j++)
        {
            TLane own = sources.Haversine(j);
            TLane second = TLane.XorSign(TLane.XorSign(factors.Second(j), own), correlation);
            TLane unequal = factors.First(j) - second;
            magnitude = TLane.MultiplyAdd(quarter * unequal, unequal, magnitude);
            magnitude = TLane.MultiplyAdd(factors.First(j) * second, TLane.Abs(own), magnitude);
        }

        magnitude = TLane.MinNative(TLane.MaxNative(magnitude, TLane.Constant(0)), TLane.Constant(0.5));
        haversine = TLane.CopySign(magnitude, correlation);
    }

    /// <summary>A product: c' = Π c_j, so that 1 − |c'| accumulates as m + m' − m·m' does; the tangent correlation is Σ_j b_j·b_j'·ϑ_j·Π_{i≠j} c_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Product<TLane, TSources, TFactors>(TSources sources, int sourceCount, TFactors factors, out TLane haversine, out TLane gap)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane magnitude = TLane.Constant(0);
        TLane sign = TLane.Constant(1);
        gap = TLane.Constant(0);
        for (int j = 0; j < sourceCount; j++)
        {
            TLane source = sources.Haversine(j);
            TLane own = TLane.Abs(source);
            magnitude = TLane.MultiplyAdd(TLane.Constant(-2) * own, magnitude, magnitude + own);
            sign = TLane.XorSign(sign, source);

            TLane term = sources.TangentGap(j);
            for (int other = 0; other < sourceCount; other++)
            {
                if (other != j)
                {
                    TLane factor = SignedHaversine.ToHaversine(sources.Haversine(other));
                    factor += factor;
                    term = TLane.NegatedMultiplyAdd(term, factor, term + factor);
                }
            }

            gap = Gap.Add(gap, term, factors.First(j), factors.Second(j));
        }

        haversine = TLane.CopySign(magnitude, sign);
    }
}

/// <summary>The rows of a strip at one place.</summary>
internal readonly unsafe struct StripSources<T, TLane>(StripRow<T>* rows, nint index) : IFanInSources<TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Haversine(int source) => TLane.Load(in rows[source].Haversine[index], 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane TangentGap(int source) => TLane.Load(in rows[source].TangentGap[index], 0);
}

/// <summary>A weighted sum on strips.</summary>
internal sealed class SumStep<T, TLane>(int[] sources, int target, PairTable<T> factors) : FanInStep<T>(sources, target, factors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    protected override unsafe void Run(StripRow<T>* sources, int sourceCount, StripRow<T> target, nint count, FactorRow<T> factorRow)
    {
        for (nint i = 0; i < count; i += TLane.Count)
        {
            FanInRules.Sum(new StripSources<T, TLane>(sources, i), sourceCount, factorRow.At<TLane>(i), out TLane haversine, out TLane gap);
            haversine.Store(ref target.Haversine[i], 0);
            gap.Store(ref target.TangentGap[i], 0);
        }
    }
}

/// <summary>A product on strips.</summary>
internal sealed class ProductStep<T, TLane>(int[] sources, int target, PairTable<T> factors) : FanInStep<T>(sources, target, factors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    protected override unsafe void Run(StripRow<T>* sources, int sourceCount, StripRow<T> target, nint count, FactorRow<T> factorRow)
    {
        for (nint i = 0; i < count; i += TLane.Count)
        {
            FanInRules.Product(new StripSources<T, TLane>(sources, i), sourceCount, factorRow.At<TLane>(i), out TLane haversine, out TLane gap);
            haversine.Store(ref target.Haversine[i], 0);
            gap.Store(ref target.TangentGap[i], 0);
        }
    }
}
