using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Engine.Networks;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Duals;

/// <summary>Two rows: their variances and, as a signed haversine, their correlation.</summary>
internal readonly record struct DualPair(double First, double Second, double Haversine)
{
    /// <summary>The angle between the rows.</summary>
    public double Angle => Haversine < 0 || double.IsNegative(Haversine)
        ? Math.PI - 2 * Math.Asin(Math.Sqrt(-Haversine))
        : 2 * Math.Asin(Math.Sqrt(Haversine));
}

/// <summary>What a dual makes of a pair: 1 − c' in [0, 2], and 1 − κ̇/√(κ̇₁₁κ̇₂₂).</summary>
internal readonly record struct DualGaps(double Kernel, double Slope);

/// <summary>The dual of an activation, to be evaluated on pairs with any lane, as the CPU backend does.</summary>
internal abstract class DualProbe
{
    /// <summary>The dual for a range that holds the given pairs.</summary>
    public static DualProbe For(Activation activation, DualPair[] pairs)
    {
        double[] variances = [.. pairs.SelectMany(p => new[] { p.First, p.Second })];
        var range = new PreActivations(Math.Sqrt(variances.Min()), Math.Sqrt(variances.Max()), pairs.Any(p => double.IsNegative(p.Haversine)));
        return DualCatalog.Accept(activation, range, new Visitor());
    }

    public abstract DualGaps[] Run<T, TLane>(DualPair[] pairs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>;

    public abstract DualDiagonal Diagonal(double variance);

    private sealed class Visitor : IDualVisitor<DualProbe>
    {
        public DualProbe Visit<TDual>(TDual dual)
            where TDual : struct, IDual =>
            new DualProbe<TDual>(dual, dual.FactorCount, (row, first) => row.CopyTo(first.AsSpan()));

        public DualProbe VisitPrepared<TDual>(TDual dual)
            where TDual : struct, IPreparedDual =>
            new DualProbe<TDual>(dual, dual.PreparedCount, (row, first) => dual.Prepare(row, first));
    }
}

internal sealed class DualProbe<TDual>(TDual dual, int firstCount, Action<double[], double[]> prepare) : DualProbe
    where TDual : struct, IDual
{
    public override DualDiagonal Diagonal(double variance) => dual.Diagonal(variance, new double[dual.FactorCount]);

    public override DualGaps[] Run<T, TLane>(DualPair[] pairs)
    {
        var gaps = new List<DualGaps>();
        foreach (IGrouping<double, DualPair> row in pairs.GroupBy(p => p.First))
        {
            var own = new double[dual.FactorCount];
            dual.Diagonal(row.Key, own);
            var prepared = new double[firstCount];
            prepare(own, prepared);
            var first = new T[firstCount];
            for (int k = 0; k < firstCount; k++)
                first[k] = T.CreateTruncating(k < dual.FirstProductFactor ? prepared[k] : Companion<T>(prepared[k]));
            foreach (DualPair[] seconds in row.Chunk(TLane.Count))
                gaps.AddRange(EvaluateLane<T, TLane>(first, seconds));
        }

        return [.. gaps];
    }

    private IEnumerable<DualGaps> EvaluateLane<T, TLane>(T[] first, DualPair[] pairs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        T[] haversines = new T[TLane.Count], results = new T[TLane.Count], slopeGaps = new T[TLane.Count];
        var second = new T[Math.Max(1, dual.FactorCount) * TLane.Count];
        var own = new double[dual.FactorCount];
        for (int i = 0; i < TLane.Count; i++)
        {
            DualPair pair = pairs[Math.Min(i, pairs.Length - 1)];
            haversines[i] = T.CreateTruncating(pair.Haversine);
            dual.Diagonal(pair.Second, own);
            for (int k = 0; k < own.Length; k++)
                second[k * TLane.Count + i] = T.CreateTruncating(own[k]);
        }

        dual.Evaluate(TLane.Load(in haversines[0], 0), new Factors<T, TLane>(first, second), out TLane result, out TLane slopeGap);
        result.Store(ref results[0], 0);
        slopeGap.Store(ref slopeGaps[0], 0);
        for (int i = 0; i < pairs.Length; i++)
        {
            double signed = double.CreateTruncating(results[i]);
            Assert.That(Math.Abs(signed), Is.LessThanOrEqualTo(0.5), $"a signed haversine, at {pairs[i]}");
            yield return new(double.IsNegative(signed) ? 2 * (1 + signed) : 2 * signed, double.CreateTruncating(slopeGaps[i]));
        }
    }

    /// <summary>What the backend stores for a first row where only products matter: with the second's rounded value it gives the exact square.</summary>
    private static double Companion<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rounded = double.CreateTruncating(T.CreateTruncating(value));
        return rounded == 0 ? value : value * value / rounded;
    }

    private readonly struct Factors<T, TLane>(T[] first, T[] second) : IPairFactors<TLane>
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>
    {
        public TLane First(int index) => TLane.Broadcast(first[index]);

        public TLane Second(int index) => TLane.Load(in second[index * TLane.Count], 0);
    }
}
