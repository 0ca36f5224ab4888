using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// A convolution that stays within a plane, and the activation before it: row by row, the activation, then sums over the last rows. They are in the L1 cache, and
/// the result may take the place of the source.
/// </summary>
internal sealed unsafe class ConvolutionStep<T, TLane>(
    ImageShape sourceShape, ImageShape shape, PixelOffset multiple, int source, int target, Window filter, RowSource<T> rows, PlaneAffine affine, PlaneParts parts)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private readonly int above = filter.Y.Before(sourceShape.Height, filter.Padding);
    private readonly int before = filter.X.Before(sourceShape.Width, filter.Padding);

    /// <summary>Cells of the longest row with what the filter sees beyond its ends.</summary>
    public static int RowCells(ImageShape source, Window filter) => source.Width + 2 * filter.X.Size;

    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        var reach = new Reach(own, filter, Overlap.Of(Shape, own), Overlap.Of(sourceShape, Strided(own)), above, before);
        for (int group = 0; group < scratch.GroupCount; group++)
            Run(scratch, group, reach);
    }

    private void Run(PlaneScratch<T> scratch, int group, Reach reach)
    {
        int height = filter.Y.Size;
        PlaneRow<T>* window = stackalloc PlaneRow<T>[height];
        for (int slot = 0; slot < height; slot++)
            window[slot] = scratch.Ring(slot);
        int next = reach.Target.FirstRow;
        for (int y = reach.FirstRow; next < reach.Target.EndRow; y++)
        {
            int last = next * filter.Y.Stride - above + height - 1;
            if (y < last - height + 1)
                continue;
            FillRow(scratch, group, y, window[(y - reach.FirstRow) % height], reach);
            if (y != last)
                continue;
            PlaneRow<T> row = scratch.Register(Target, group).At((nint)reach.Target.Cell(next, reach.Target.FirstColumn) * TLane.Count);
            affine.Apply<T, TLane>(window, new(height, filter.X.Size, filter.X.Stride), row, reach.Target.Columns, parts);
            next++;
        }
    }

    private PixelOffset Strided(PixelOffset offset) => new(offset.Y * filter.Y.Stride, offset.X * filter.X.Stride);

    /// <summary>One row of the source as the filter sees it: cells of the plane, and beyond them those where only one of the two pixels exists.</summary>
    private void FillRow(PlaneScratch<T> scratch, int group, int y, PlaneRow<T> buffer, Reach reach)
    {
        Overlap plane = reach.Source;
        if (y < plane.FirstRow || y >= plane.EndRow)
        {
            FillEdge(scratch, group, y, reach.FirstColumn, reach.EndColumn, buffer, reach);
            return;
        }

        int start = Math.Max(reach.FirstColumn, plane.FirstColumn);
        int end = Math.Min(reach.EndColumn, plane.EndColumn);
        int pixel = y * sourceShape.Width + start;
        rows.Fill(
            scratch, group, scratch.Register(source, group).At((nint)plane.Cell(y, start) * TLane.Count), buffer.At((nint)(start - reach.FirstColumn) * TLane.Count),
            pixel, pixel + reach.SourceOffset.Y * sourceShape.Width + reach.SourceOffset.X, end - start, hasSlack: true);
        FillEdge(scratch, group, y, reach.FirstColumn, start, buffer, reach);
        FillEdge(scratch, group, y, end, reach.EndColumn, buffer, reach);
    }

    /// <summary>Cells of which at most one of the two pixels exists: first zeros, then those of the first image, or of the second.</summary>
    private void FillEdge(PlaneScratch<T> scratch, int group, int y, int start, int end, PlaneRow<T> buffer, Reach reach)
    {
        if (end <= start)
            return;
        EdgeCell<T, TLane>.WriteZero(buffer.At((nint)(start - reach.FirstColumn) * TLane.Count), end - start);
        PixelOffset offset = reach.SourceOffset;
        if ((uint)y < (uint)sourceShape.Height)
        {
            int from = Math.Max(start, 0);
            int count = Math.Min(end, sourceShape.Width) - from;
            if (count > 0)
                rows.FillFromFirst(scratch, group, buffer.At((nint)(from - reach.FirstColumn) * TLane.Count), y * sourceShape.Width + from, count);
        }

        if ((uint)(y + offset.Y) < (uint)sourceShape.Height)
        {
            int from = Math.Max(start, -offset.X);
            int count = Math.Min(end, sourceShape.Width - offset.X) - from;
            if (count > 0)
                rows.FillFromSecond(scratch, buffer.At((nint)(from - reach.FirstColumn) * TLane.Count), (y + offset.Y) * sourceShape.Width + from + offset.X, count);
        }
    }

    /// <summary>The part of the source's plane that the filter sees for a plane of the result.</summary>
    private readonly struct Reach(PixelOffset offset, Window filter, Overlap target, Overlap source, int above, int before)
    {
        public readonly Overlap Target = target;
        public readonly Overlap Source = source;
        public readonly PixelOffset SourceOffset = new(offset.Y * filter.Y.Stride, offset.X * filter.X.Stride);
        public readonly int FirstRow = target.FirstRow * filter.Y.Stride - above;
        public readonly int FirstColumn = target.FirstColumn * filter.X.Stride - before;
        public readonly int EndColumn = (target.EndColumn - 1) * filter.X.Stride - before + filter.X.Size;
    }
}
