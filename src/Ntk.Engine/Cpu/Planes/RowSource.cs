using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Where a convolution takes its rows from: a plane as it is, or with an activation applied on the way.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract unsafe class RowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Scalars an activation prepares for a cell.</summary>
    public virtual int Prepared => 0;

    /// <summary>Fills a run of cells of one row.</summary>
    /// <param name="scratch">The images at hand.</param>
    /// <param name="group">Which of the first images.</param>
    /// <param name="source">The run in the source's plane.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="firstPixel">Pixel of the first image at the run's start.</param>
    /// <param name="secondPixel">Pixel of the second image there.</param>
    /// <param name="count">Number of cells.</param>
    /// <param name="hasSlack">Whether the cell after the last one may be overwritten.</param>
    public abstract void Fill(
        PlaneScratch<T> scratch, int group, PlaneRow<T> source, PlaneRow<T> target, int firstPixel, int secondPixel, int count, bool hasSlack);

    /// <summary>Fills cells whose second pixels lie outside of the image: there the signal is zero, and distances are the first pixels' variances.</summary>
    public abstract void FillFromFirst(PlaneScratch<T> scratch, int group, PlaneRow<T> target, int pixel, int count);

    /// <summary>Fills cells whose first pixels lie outside of the image.</summary>
    public abstract void FillFromSecond(PlaneScratch<T> scratch, PlaneRow<T> target, int pixel, int count);
}

/// <summary>Rows as they are.</summary>
/// <param name="table">The table of √K(x,x) and Θ(x,x) of the pixels, needed where a filter reaches beyond an edge.</param>
/// <param name="parts">The distances the source has.</param>
internal sealed unsafe class PlainRows<T, TLane, TFirst>(int table, PlaneParts parts) : RowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    /// <summary>Scalars of a pixel: √K(x,x) and Θ(x,x).</summary>
    public const int FactorCount = 2;

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, PlaneRow<T> target, int firstPixel, int secondPixel, int count, bool hasSlack)
    {
        parts.Copy(source, target, count * TLane.Count);
    }

    public override void FillFromFirst(PlaneScratch<T> scratch, int group, PlaneRow<T> target, int pixel, int count)
    {
        int step = FactorCount * TFirst.Stride(TLane.Count);
        T* factors = scratch.First(table, group) + (nint)pixel * step;
        for (int cell = 0; cell < count; cell++, factors += step)
            EdgeCell<T, TLane>.Write(target.At((nint)cell * TLane.Count), TFirst.Load<T, TLane>(factors, 0, 0), TFirst.Load<T, TLane>(factors, 1, 0));
    }

    public override void FillFromSecond(PlaneScratch<T> scratch, PlaneRow<T> target, int pixel, int count)
    {
        T* factors = scratch.Second(table) + (nint)pixel * FactorCount * TLane.Count;
        for (int cell = 0; cell < count; cell++, factors += FactorCount * TLane.Count)
            EdgeCell<T, TLane>.Write(target.At((nint)cell * TLane.Count), TLane.Load(in factors[0], 0), TLane.Load(in factors[TLane.Count], 0));
    }
}

/// <summary>Cells beyond an edge.</summary>
internal static unsafe class EdgeCell<T, TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>Distances of a signal from zero.</summary>
    public static void Write(PlaneRow<T> target, TLane deviation, TLane tangent)
    {
        TLane variance = deviation * deviation;
        variance.Store(ref *target.Distance, 0);
        variance.Store(ref *target.Mirror, 0);
        tangent.Store(ref *target.Tangent, 0);
    }

    /// <summary>Both pixels lie outside.</summary>
    public static void WriteZero(PlaneRow<T> target, int count)
    {
        for (int cell = 0; cell < count; cell++)
            Write(target.At((nint)cell * TLane.Count), TLane.Constant(0), TLane.Constant(0));
    }
}

/// <summary>Rows with an activation applied.</summary>
/// <param name="dual">Its dual.</param>
/// <param name="table">The table of the pixels' scalars.</param>
internal unsafe class DualRows<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>(TDual dual, int table) : RowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
    where TDual : struct, IDual
    where TSign : struct, ICorrelationSign
    where TVariance : struct, IPixelVariance
    where TTangent : struct, ITangent
{
    private readonly WideRun<T, TDual> wide = WideRun<T, TDual>.For<TLane, TFirst, TSign, TVariance, TTangent>();

    protected DualFactorLayout Layout { get; } = new(dual.IsHomogeneous, TTangent.IsPropagated);

    protected TDual Dual => dual;

    protected int FactorCount => Layout.Count + dual.FactorCount;

    private int OutputDeviation => dual.IsHomogeneous ? DualFactorLayout.Deviation : DualFactorLayout.OutputDeviation;

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, PlaneRow<T> target, int firstPixel, int secondPixel, int count, bool hasSlack)
    {
        int pairs = (hasSlack ? count + wide.Cells - 1 : count) / wide.Cells * wide.Cells;
        if (pairs > 0)
            wide.Run(dual, source, target, pairs, FactorCount, FirstFactors(scratch, group, firstPixel), Layout.Count, SecondFactors(scratch, secondPixel));
        if (pairs >= count)
            return;
        nint done = (nint)pairs * TLane.Count;
        T* first = FirstFactors(scratch, group, firstPixel + pairs);
        T* own = first + Layout.Count * TFirst.Stride(TLane.Count);
        Run(source.At(done), target.At(done), count - pairs, first, own, SecondFactors(scratch, secondPixel + pairs));
    }

    public override void FillFromFirst(PlaneScratch<T> scratch, int group, PlaneRow<T> target, int pixel, int count)
    {
        T* factors = FirstFactors(scratch, group, pixel);
        for (int cell = 0; cell < count; cell++, factors += FactorCount * TFirst.Stride(TLane.Count))
            FillEdge<TFirst>(target.At((nint)cell * TLane.Count), factors);
    }

    public override void FillFromSecond(PlaneScratch<T> scratch, PlaneRow<T> target, int pixel, int count)
    {
        T* factors = SecondFactors(scratch, pixel);
        for (int cell = 0; cell < count; cell++, factors += FactorCount * TLane.Count)
            FillEdge<OwnFirstImage>(target.At((nint)cell * TLane.Count), factors);
    }

    protected T* FirstFactors(PlaneScratch<T> scratch, int group, int pixel) =>
        scratch.First(table, group) + (nint)pixel * FactorCount * TFirst.Stride(TLane.Count);

    protected T* SecondFactors(PlaneScratch<T> scratch, int pixel) => scratch.Second(table) + (nint)pixel * FactorCount * TLane.Count;

    private void FillEdge<TImage>(PlaneRow<T> target, T* factors)
        where TImage : struct, IFirstImage
    {
        TLane tangent = default;
        if (TTangent.IsPropagated)
        {
            tangent = dual.IsHomogeneous
                ? TImage.Load<T, TLane>(factors, Layout.Tangent, 0)
                : TImage.Load<T, TLane>(factors, DualFactorLayout.Slope, 0) * TImage.Load<T, TLane>(factors, DualFactorLayout.SlopeTangent, 0);
        }

        EdgeCell<T, TLane>.Write(target, TImage.Load<T, TLane>(factors, OutputDeviation, 0), tangent);
    }

    protected void Run(PlaneRow<T> source, PlaneRow<T> target, int count, T* first, T* dualFirst, T* second) =>
        DualKernel<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>.Run(dual, source, target, count, FactorCount, first, dualFirst, second);
}

/// <summary>Rows with an activation whose dual prepares each first pixel.</summary>
internal sealed unsafe class PreparedDualRows<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>(TDual dual, int table)
    : DualRows<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>(dual, table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
    where TDual : struct, IPreparedDual
    where TSign : struct, ICorrelationSign
    where TVariance : struct, IPixelVariance
    where TTangent : struct, ITangent
{
    public override int Prepared => Dual.PreparedCount;

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, PlaneRow<T> target, int firstPixel, int secondPixel, int count, bool hasSlack)
    {
        for (int cell = 0; cell < count; cell++)
        {
            T* first = FirstFactors(scratch, group, firstPixel + cell);
            Prepare(scratch, first + Layout.Count * TFirst.Stride(TLane.Count));
            Run(source.At((nint)cell * TLane.Count), target.At((nint)cell * TLane.Count), 1, first, scratch.Prepared, SecondFactors(scratch, secondPixel + cell));
        }
    }

    private void Prepare(PlaneScratch<T> scratch, T* own)
    {
        Span<double> factors = stackalloc double[Dual.FactorCount];
        int stride = TFirst.Stride(TLane.Count);
        for (int lane = 0; lane < stride; lane++)
        {
            for (int k = 0; k < factors.Length; k++)
                factors[k] = double.CreateTruncating(own[k * stride + lane]);
            Dual.Prepare(factors, scratch.PreparedRow);
            for (int k = 0; k < Dual.PreparedCount; k++)
                scratch.Prepared[k * stride + lane] = T.CreateTruncating(scratch.PreparedRow[k]);
        }
    }
}
