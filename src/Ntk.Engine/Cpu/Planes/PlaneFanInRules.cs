using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>The same cell of several values.</summary>
internal interface IPlaneFanInSources<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>The weight of a source in a sum.</summary>
    TLane Weight(int source);

    /// <summary>Whether a source has distances from mirror images.</summary>
    bool HasMirror(int source);

    /// <summary>q₁ + q₂ − 2K of a source.</summary>
    TLane Distance(int source);

    /// <summary>q₁ + q₂ + 2K of a source that has it.</summary>
    TLane Mirror(int source);

    /// <summary>t₁ + t₂ − 2Θ of a source.</summary>
    TLane Tangent(int source);
}

/// <summary>Sums and products of the distances of several values; the pixels' scalars are those of <see cref="PointwiseTables"/>.</summary>
internal static class PlaneFanInRules
{
    /// <summary>Weighted sums: all distances add up. Scalars: K(x,x) of each source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum<TLane, TSources, TFactors>(
        TSources sources, int sourceCount, TFactors factors, bool hasMirror, bool hasTangent, out TLane distance, out TLane mirror, out TLane tangent)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IPlaneFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        distance = TLane.Constant(0);
        mirror = TLane.Constant(0);
        tangent = TLane.Constant(0);
        for (int j = 0; j < sourceCount; j++)
        {
            TLane weight = sources.Weight(j);
            TLane own = sources.Distance(j);
            distance = TLane.MultiplyAdd(weight, own, distance);
            if (hasMirror)
            {
                // Where K ≥ 0 the mirror image is far, so that the difference keeps its digits.
                TLane variances = factors.First(j) + factors.Second(j);
                TLane ownMirror = sources.HasMirror(j) ? sources.Mirror(j) : (variances + variances) - own;
                mirror = TLane.MultiplyAdd(weight, ownMirror, mirror);
            }

            if (hasTangent)
                tangent = TLane.MultiplyAdd(weight, sources.Tangent(j), tangent);
        }
    }

    /// <summary>
    /// Products: K' = Π K_j and Θ' = Σ_j Θ_j Π_{i≠j} K_i, by way of the haversines of the factors. Scalars: √K(x,x), 1/(2√K(x,x)) and Θ(x,x) of each source, then √K(x,x)
    /// and Θ(x,x) of the result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Product<TLane, TSources, TFactors>(
        TSources sources, int sourceCount, TFactors factors, bool hasTangent, out TLane distance, out TLane mirror, out TLane tangent)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IPlaneFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        // (1 − Π c)/2 accumulates as h + h' − 2hh'.
        TLane product = TLane.Constant(0);
        TLane kernel = TLane.Constant(0);
        for (int j = 0; j < sourceCount; j++)
        {
            TLane own = Haversine<TLane, TSources, TFactors>(sources, factors, j);
            product = TLane.NegatedMultiplyAdd(product + product, own, product + own);
            if (hasTangent)
                kernel += Tangent<TLane, TSources, TFactors>(sources, sourceCount, factors, j);
        }

        int output = 3 * sourceCount;
        TLane k1 = factors.First(output);
        TLane k2 = factors.Second(output);
        TLane square = (k1 - k2) * (k1 - k2);
        TLane scale = (k1 + k1) * (k2 + k2);
        TLane tangents = factors.First(output + 1) + factors.Second(output + 1);
        distance = TLane.MultiplyAdd(scale, product, square);
        mirror = TLane.MultiplyAdd(scale, TLane.Constant(1) - product, square);
        tangent = tangents - (kernel + kernel);
    }

    /// <summary>Θ_j times all other kernels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Tangent<TLane, TSources, TFactors>(TSources sources, int sourceCount, TFactors factors, int j)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IPlaneFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane tangents = factors.First(3 * j + 2) + factors.Second(3 * j + 2);
        TLane term = TLane.Constant(0.5) * (tangents - sources.Tangent(j));
        for (int i = 0; i < sourceCount; i++)
        {
            if (i != j)
            {
                TLane haversine = Haversine<TLane, TSources, TFactors>(sources, factors, i);
                term = term * factors.First(3 * i) * factors.Second(3 * i) * TLane.NegatedMultiplyAdd(TLane.Constant(2), haversine, TLane.Constant(1));
            }
        }

        return term;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Haversine<TLane, TSources, TFactors>(TSources sources, TFactors factors, int j)
        where TLane : struct, ILane<TLane>
        where TSources : struct, IPlaneFanInSources<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane unequal = factors.First(3 * j) - factors.Second(3 * j);
        TLane inverse = factors.First(3 * j + 1) * factors.Second(3 * j + 1);
        TLane haversine = TLane.NegatedMultiplyAdd(unequal, unequal, sources.Distance(j)) * inverse;
        return TLane.MinNative(TLane.MaxNative(haversine, TLane.Constant(0)), TLane.Constant(1));
    }
}
