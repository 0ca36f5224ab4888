using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// A convolution that stays within a plane, and the activation before it: for as many rows as the ring holds, the activation, then the sums over them, which may
/// take the place of the source.
/// </summary>
internal sealed unsafe class ConvolutionStep<T, TLane>(
    ImageShape sourceShape, ImageShape shape, PixelOffset multiple, int source, int target, Window filter, RowSource<T> rows, PlaneAffine affine, PlaneParts parts)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private readonly int above = filter.Y.Before(sourceShape.Height, filter.Padding);
    private readonly int before = filter.X.Before(sourceShape.Width, filter.Padding);

    /// <summary>Cells that the rows of one window take at most.</summary>
    public static int WindowCells(ImageShape source, Window filter) => filter.Y.Size * (source.Width + 2 * filter.X.Size + 1);

    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        var reach = new Reach(own, filter, Overlap.Of(Shape, own), Overlap.Of(sourceShape, Strided(own)), above, before);
        RowRing<T> ring = scratch.Ring(reach.EndColumn - reach.FirstColumn + 1);
        for (int group = 0; group < scratch.GroupCount; group++)
            Run(scratch, group, reach, ring);
    }

    /// <summary>As many rows at a time as the ring holds.</summary>
    private void Run(PlaneScratch<T> scratch, int group, in Reach reach, RowRing<T> ring)
    {
        var window = new WindowShape(filter.Y.Size, filter.X.Size, filter.Y.Stride, filter.X.Stride);
        PlaneRow<T> result = scratch.Register(Target, group);
        int filled = reach.FirstRow;
        for (int next = reach.Target.FirstRow; next < reach.Target.EndRow;)
        {
            int start = next * window.RowStride - above;
            int end = Math.Min(start + ring.Count, reach.EndRow);
            int from = Math.Max(filled, start);
            Fill(scratch, group, from, end, ring.From(from - reach.FirstRow), reach);
            int count = (end - start - window.Rows) / window.RowStride + 1;
            affine.Apply<T, TLane>(
                ring.From(start - reach.FirstRow), window, result.At((nint)reach.Target.Cell(next, reach.Target.FirstColumn) * TLane.Count), count, reach.Target.Columns, parts);
            next += count;
            filled = end;
        }
    }

    private PixelOffset Strided(PixelOffset offset) => new(offset.Y * filter.Y.Stride, offset.X * filter.X.Stride);

    /// <summary>Rows of the source as the filter sees them: cells of the plane, and around them those of which at most one of the two pixels exists.</summary>
    private void Fill(PlaneScratch<T> scratch, int group, int from, int end, PlaneRow<T>* cells, in Reach reach)
    {
        var area = new PixelArea(from, reach.FirstColumn, end, reach.EndColumn);
        PixelArea inside = area.Intersect(PixelArea.Of(reach.Source));
        if (inside.IsEmpty)
        {
            FillEdge(scratch, group, cells, area, area, reach);
            return;
        }

        PlaneRow<T> plane = scratch.Register(source, group).At((nint)reach.Source.Cell(inside.Top, inside.Left) * TLane.Count);
        rows.Fill(scratch, group, plane, reach.Source.Columns, Block(cells, area, inside, reach), hasSlack: true);
        FillEdge(scratch, group, cells, area, area with { Bottom = inside.Top }, reach);
        FillEdge(scratch, group, cells, area, inside with { Left = area.Left, Right = inside.Left }, reach);
        FillEdge(scratch, group, cells, area, inside with { Left = inside.Right, Right = area.Right }, reach);
        FillEdge(scratch, group, cells, area, area with { Top = inside.Bottom }, reach);
    }

    private void FillEdge(PlaneScratch<T> scratch, int group, PlaneRow<T>* cells, in PixelArea area, in PixelArea edge, in Reach reach)
    {
        if (edge.IsEmpty)
            return;
        PixelArea image = new(0, 0, sourceShape.Height, sourceShape.Width);
        PixelArea first = edge.Intersect(image);
        PixelArea second = edge.Intersect(image.Shift(-reach.SourceOffset.Y, -reach.SourceOffset.X));
        if (first != edge && second != edge)
            EdgeCells<T, TLane>.Clear(Block(cells, area, edge, reach));
        if (!first.IsEmpty)
            rows.FillFromFirst(scratch, group, Block(cells, area, first, reach));
        if (!second.IsEmpty)
            rows.FillFromSecond(scratch, Block(cells, area, second, reach));
    }

    private CellBlock<T> Block(PlaneRow<T>* cells, in PixelArea area, in PixelArea part, in Reach reach)
    {
        int pixel = part.Top * sourceShape.Width + part.Left;
        int second = pixel + reach.SourceOffset.Y * sourceShape.Width + reach.SourceOffset.X;
        return new(cells + (part.Top - area.Top), part.Bottom - part.Top, part.Left - area.Left, part.Right - part.Left, pixel, second, sourceShape.Width);
    }

    /// <summary>The part of the source's plane that the filter sees for a plane of the result.</summary>
    private readonly struct Reach(PixelOffset offset, Window filter, Overlap target, Overlap source, int above, int before)
    {
        public readonly Overlap Target = target;
        public readonly Overlap Source = source;
        public readonly PixelOffset SourceOffset = new(offset.Y * filter.Y.Stride, offset.X * filter.X.Stride);
        public readonly int FirstRow = target.FirstRow * filter.Y.Stride - above;
        public readonly int EndRow = (target.EndRow - 1) * filter.Y.Stride - above + filter.Y.Size;
        public readonly int FirstColumn = target.FirstColumn * filter.X.Stride - before;
        public readonly int EndColumn = (target.EndColumn - 1) * filter.X.Stride - before + filter.X.Size;
    }
}
