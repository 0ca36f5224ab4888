using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary><see cref="DualKernel{T, TLane, TFirst, TDual, TRule, TSign, TVariance, TTangent}"/> for the lane and the rule that are fastest.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TDual">The activation's dual.</typeparam>
internal abstract unsafe class DualRun<T, TDual>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDual : struct, IDual
{
    /// <summary>Cells at a time.</summary>
    public abstract int Cells { get; }

    /// <summary>
    /// Several neighbouring cells at a time: two registers where a lane is of 512 bits, of which there are 32. An activation is a long chain of dependent operations;
    /// two cells side by side keep the multiply-adders busy that one would leave waiting.
    /// </summary>
    public static DualRun<T, TDual> Wide<TLane, TFirst, TSign, TVariance, TTangent>()
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign
        where TVariance : struct, IPixelVariance
        where TTangent : struct, ITangent =>
        typeof(TLane) == typeof(Lane512<T>)
            ? Narrow<Lane1024<T>, TFirst, TSign, TVariance, TTangent>()
            : Narrow<TLane, TFirst, TSign, TVariance, TTangent>();

    /// <summary>As many cells at a time as the lane has registers.</summary>
    public static DualRun<T, TDual> Narrow<TLane, TFirst, TSign, TVariance, TTangent>()
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign
        where TVariance : struct, IPixelVariance
        where TTangent : struct, ITangent =>
        typeof(TDual) == typeof(ReluDual<NonNegative>)
            ? (DualRun<T, TDual>)(object)new DualRun<T, ReluDual<NonNegative>, ContractionRule<ReluDual<NonNegative>>, TLane, TFirst, TSign, TVariance, TTangent>()
            : new DualRun<T, TDual, HaversineRule<TDual>, TLane, TFirst, TSign, TVariance, TTangent>();

    /// <summary>Reads cells and writes those after the activation.</summary>
    /// <param name="dual">The activation's dual.</param>
    /// <param name="source">Cells before it: the first of the block's.</param>
    /// <param name="sourceColumns">Cells from one row of the source to the next.</param>
    /// <param name="block">Where those after it go; as many columns as are a multiple of <see cref="Cells"/>.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="first">Scalars of the first image's first pixel.</param>
    /// <param name="dualFirst">Those of the dual among them, or prepared ones.</param>
    /// <param name="second">Scalars of the second images' first pixel.</param>
    public abstract void Run(TDual dual, PlaneRow<T> source, int sourceColumns, CellBlock<T> block, int factorCount, T* first, T* dualFirst, T* second);
}

/// <summary><see cref="DualRun{T, TDual}"/> with a lane and a rule.</summary>
internal sealed unsafe class DualRun<T, TDual, TRule, TLane, TFirst, TSign, TVariance, TTangent> : DualRun<T, TDual>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
    where TDual : struct, IDual
    where TRule : struct, IDistanceRule<TDual>
    where TSign : struct, ICorrelationSign
    where TVariance : struct, IPixelVariance
    where TTangent : struct, ITangent
{
    public override int Cells => TLane.Registers;

    public override void Run(TDual dual, PlaneRow<T> source, int sourceColumns, CellBlock<T> block, int factorCount, T* first, T* dualFirst, T* second) =>
        DualKernel<T, TLane, TFirst, TDual, TRule, TSign, TVariance, TTangent>.Run(dual, source, sourceColumns, block, factorCount, first, dualFirst, second);
}
