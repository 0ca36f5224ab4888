using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>Whether a program propagates tangent kernels; the JIT compiler drops the code not needed.</summary>
internal interface ITangent
{
    static abstract bool IsPropagated { get; }
}

/// <summary>NNGP and NTK.</summary>
internal readonly struct WithTangent : ITangent
{
    public static bool IsPropagated => true;
}

/// <summary>NNGP alone.</summary>
internal readonly struct WithoutTangent : ITangent
{
    public static bool IsPropagated => false;
}

/// <summary>The innermost loop of the CPU backend: an activation and the Dense layer after it on one row of a strip.</summary>
internal static unsafe class LayerKernel<T, TLane, TDual, TAffine, TTangent>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TDual : struct, IDual
    where TAffine : struct, IAffine
    where TTangent : struct, ITangent
{
    /// <summary>Reads <paramref name="count"/> correlations (a multiple of the lane) and tangent gaps and writes those after the layers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(TDual dual, StripRow<T> source, StripRow<T> target, nint count, FactorRow<T> dualFactors, FactorRow<T> affineFactors)
    {
        for (nint i = 0; i < count; i += TLane.Count)
        {
            TLane haversine = TLane.Load(in source.Haversine[i], 0);
            TLane gap = TTangent.IsPropagated ? TLane.Load(in source.TangentGap[i], 0) : default;
            dual.Evaluate(haversine, dualFactors.At<TLane>(i), out haversine, out TLane slopeGap);

            // 1 − (1 − slopeGap)(1 − gap)
            if (TTangent.IsPropagated)
                gap = TLane.NegatedMultiplyAdd(slopeGap, gap, slopeGap + gap);
            TAffine.Apply(ref haversine, ref gap, affineFactors.At<TLane>(i), TTangent.IsPropagated);
            haversine.Store(ref target.Haversine[i], 0);
            if (TTangent.IsPropagated)
                gap.Store(ref target.TangentGap[i], 0);
        }
    }
}

/// <summary>One row of a strip: correlations and, where propagated, the gaps of tangent correlations.</summary>
internal readonly unsafe struct StripRow<T>(T* haversine, T* tangentGap)
    where T : unmanaged
{
    public readonly T* Haversine = haversine;
    public readonly T* TangentGap = tangentGap;
}

/// <summary>The scalars of one first row and of the strip's second rows.</summary>
internal readonly unsafe struct FactorRow<T>(T* first, T* second, nint stride)
    where T : unmanaged
{
    public readonly T* First = first;
    public readonly T* Second = second;
    public readonly nint Stride = stride;

    /// <summary>Those for the second rows from <paramref name="index"/> of the strip on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PairFactors<T, TLane> At<TLane>(nint index)
        where TLane : struct, ILane<TLane, T> =>
        new(First, Second + index, Stride);
}
