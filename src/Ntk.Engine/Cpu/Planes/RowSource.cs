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

    /// <summary>Fills a block of cells.</summary>
    /// <param name="scratch">The images at hand.</param>
    /// <param name="group">Which of the first images.</param>
    /// <param name="source">The source's plane from the first of these cells on.</param>
    /// <param name="sourceColumns">Cells from one of its rows to the next.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="hasSlack">Whether the cell after each row may be overwritten.</param>
    public abstract void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, int sourceColumns, CellBlock<T> target, bool hasSlack);

    /// <summary>Fills cells whose second pixels lie outside of the image: there the signal is zero, and distances are the first pixels' variances.</summary>
    public abstract void FillFromFirst(PlaneScratch<T> scratch, int group, CellBlock<T> target);

    /// <summary>Fills cells whose first pixels lie outside of the image.</summary>
    public abstract void FillFromSecond(PlaneScratch<T> scratch, CellBlock<T> target);
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

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, int sourceColumns, CellBlock<T> target, bool hasSlack)
    {
        for (int row = 0; row < target.RowCount; row++)
            parts.Copy(source.At((nint)row * sourceColumns * TLane.Count), target.Row(row, TLane.Count), target.Columns * TLane.Count);
    }

    public override void FillFromFirst(PlaneScratch<T> scratch, int group, CellBlock<T> target) =>
        Edge<TFirst>(target, scratch.First(table, group), target.FirstPixel);

    public override void FillFromSecond(PlaneScratch<T> scratch, CellBlock<T> target) =>
        Edge<OwnFirstImage>(target, scratch.Second(table), target.SecondPixel);

    private void Edge<TImage>(CellBlock<T> target, T* factors, int pixel)
        where TImage : struct, IFirstImage =>
        EdgeCells<T, TLane>.Write<TImage>(target, factors, pixel, FactorCount, deviation: 0, tangent: parts.HasTangent ? 1 : null, slope: null, parts.HasMirror);
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
    private readonly DualRun<T, TDual> wide = DualRun<T, TDual>.Wide<TLane, TFirst, TSign, TVariance, TTangent>();
    private readonly DualRun<T, TDual> narrow = DualRun<T, TDual>.Narrow<TLane, TFirst, TSign, TVariance, TTangent>();

    protected DualFactorLayout Layout { get; } = new(dual.IsHomogeneous, TTangent.IsPropagated);

    protected TDual Dual => dual;

    protected int FactorCount => Layout.Count + dual.FactorCount;

    private int OutputDeviation => dual.IsHomogeneous ? DualFactorLayout.Deviation : DualFactorLayout.OutputDeviation;

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, int sourceColumns, CellBlock<T> target, bool hasSlack)
    {
        T* first = FirstFactors(scratch, group, target.FirstPixel);
        T* second = SecondFactors(scratch, target.SecondPixel);
        T* own = first + Layout.Count * TFirst.Stride(TLane.Count);
        int columns = (hasSlack ? target.Columns + wide.Cells - 1 : target.Columns) / wide.Cells * wide.Cells;
        if (columns > 0)
            wide.Run(dual, source, sourceColumns, target.Slice(0, columns), FactorCount, first, own, second);
        if (columns >= target.Columns)
            return;
        nint done = (nint)columns * FactorCount * TFirst.Stride(TLane.Count);
        second += (nint)columns * FactorCount * TLane.Count;
        Run(source.At((nint)columns * TLane.Count), sourceColumns, target.Slice(columns, target.Columns - columns), first + done, own + done, second);
    }

    public override void FillFromFirst(PlaneScratch<T> scratch, int group, CellBlock<T> target) =>
        Edge<TFirst>(target, scratch.First(table, group), target.FirstPixel);

    public override void FillFromSecond(PlaneScratch<T> scratch, CellBlock<T> target) =>
        Edge<OwnFirstImage>(target, scratch.Second(table), target.SecondPixel);

    protected T* FirstFactors(PlaneScratch<T> scratch, int group, int pixel) =>
        scratch.First(table, group) + (nint)pixel * FactorCount * TFirst.Stride(TLane.Count);

    protected T* SecondFactors(PlaneScratch<T> scratch, int pixel) => scratch.Second(table) + (nint)pixel * FactorCount * TLane.Count;

    protected void Run(PlaneRow<T> source, int sourceColumns, CellBlock<T> target, T* first, T* dualFirst, T* second) =>
        narrow.Run(dual, source, sourceColumns, target, FactorCount, first, dualFirst, second);

    private void Edge<TImage>(CellBlock<T> target, T* factors, int pixel)
        where TImage : struct, IFirstImage
    {
        int? tangent = !TTangent.IsPropagated ? null : dual.IsHomogeneous ? Layout.Tangent : DualFactorLayout.SlopeTangent;
        int? slope = TTangent.IsPropagated && !dual.IsHomogeneous ? DualFactorLayout.Slope : null;
        EdgeCells<T, TLane>.Write<TImage>(target, factors, pixel, FactorCount, OutputDeviation, tangent, slope, hasMirror: !dual.IsNonNegative);
    }
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

    public override void Fill(PlaneScratch<T> scratch, int group, PlaneRow<T> source, int sourceColumns, CellBlock<T> target, bool hasSlack)
    {
        for (int row = 0; row < target.RowCount; row++)
        {
            for (int column = 0; column < target.Columns; column++)
            {
                CellBlock<T> cell = target.Cell(row, column);
                T* first = FirstFactors(scratch, group, cell.FirstPixel);
                Prepare(scratch, first + Layout.Count * TFirst.Stride(TLane.Count));
                Run(source.At(((nint)row * sourceColumns + column) * TLane.Count), sourceColumns, cell, first, scratch.Prepared, SecondFactors(scratch, cell.SecondPixel));
            }
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
