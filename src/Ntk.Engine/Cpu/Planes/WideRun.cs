using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// <see cref="DualKernel{T, TLane, TFirst, TDual, TSign, TVariance, TTangent}"/> on several neighbouring cells at a time. An activation is a long chain of dependent
/// operations; two cells side by side keep the multiply-adders busy that one would leave waiting.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TDual">The activation's dual.</typeparam>
internal abstract unsafe class WideRun<T, TDual>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TDual : struct, IDual
{
    /// <summary>Cells at a time.</summary>
    public abstract int Cells { get; }

    /// <summary>The widest there is for a lane: two registers where that is of 512 bits, of which there are 32.</summary>
    public static WideRun<T, TDual> For<TLane, TFirst, TSign, TVariance, TTangent>()
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign
        where TVariance : struct, IPixelVariance
        where TTangent : struct, ITangent =>
        typeof(TLane) == typeof(Lane512<T>)
            ? new WideRun<T, TDual, Lane1024<T>, TFirst, TSign, TVariance, TTangent>()
            : new WideRun<T, TDual, TLane, TFirst, TSign, TVariance, TTangent>();

    /// <summary>Reads cells and writes those after the activation.</summary>
    /// <param name="dual">The activation's dual.</param>
    /// <param name="source">Cells before it: the first of the block's.</param>
    /// <param name="sourceColumns">Cells from one row of the source to the next.</param>
    /// <param name="block">Where those after it go; as many columns as are a multiple of <see cref="Cells"/>.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="first">Scalars of the first image's first pixel.</param>
    /// <param name="ownStart">How many of them come before those of the dual.</param>
    /// <param name="second">Scalars of the second images' first pixel.</param>
    public abstract void Run(TDual dual, PlaneRow<T> source, int sourceColumns, CellBlock<T> block, int factorCount, T* first, int ownStart, T* second);
}

/// <summary><see cref="WideRun{T, TDual}"/> with a lane.</summary>
internal sealed unsafe class WideRun<T, TDual, TLane, TFirst, TSign, TVariance, TTangent> : WideRun<T, TDual>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
    where TDual : struct, IDual
    where TSign : struct, ICorrelationSign
    where TVariance : struct, IPixelVariance
    where TTangent : struct, ITangent
{
    public override int Cells => TLane.Registers;

    public override void Run(TDual dual, PlaneRow<T> source, int sourceColumns, CellBlock<T> block, int factorCount, T* first, int ownStart, T* second) =>
        DualKernel<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>.Run(
            dual, source, sourceColumns, block, factorCount, first, first + ownStart * TFirst.Stride(TLane.Count / TLane.Registers), second);
}
