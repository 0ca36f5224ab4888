using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>One step on the plane of one offset, for all first images at hand.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="shape">The pixels of the step's result.</param>
/// <param name="multiple">The offset of the result, in terms of the offset the whole chain of steps is run for.</param>
/// <param name="target">The register of the result.</param>
internal abstract unsafe class PlaneStep<T>(ImageShape shape, PixelOffset multiple, int target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected ImageShape Shape => shape;

    protected int Target => target;

    /// <summary>Runs the step for one offset of the chain.</summary>
    public abstract void Run(PlaneScratch<T> scratch, PixelOffset offset);

    /// <summary>The offset of this step's result.</summary>
    protected PixelOffset Own(PixelOffset offset) => new(offset.Y * multiple.Y, offset.X * multiple.X);
}

/// <summary>Distances of the images' pixels, from the differences of their channels.</summary>
internal sealed unsafe class InputStep<T, TLane, TFirst>(ImageShape shape, PixelOffset multiple, int target, int channels, double scale, PlaneParts parts)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        Overlap overlap = Overlap.Of(Shape, own);
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> plane = scratch.Register(Target, group);
            for (int y = overlap.FirstRow; y < overlap.EndRow; y++)
            {
                int pixel = y * Shape.Width + overlap.FirstColumn;
                T* first = scratch.First(0, group) + (nint)pixel * channels * TFirst.Stride(TLane.Count);
                T* second = scratch.Second(0) + (nint)(pixel + own.Y * Shape.Width + own.X) * channels * TLane.Count;
                Row(first, second, plane.At((nint)overlap.Cell(y, overlap.FirstColumn) * TLane.Count), overlap.Columns);
            }

            if (parts.HasTangent)
                new Span<T>(plane.Tangent, overlap.Cells * TLane.Count).Clear();
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private void Row(T* first, T* second, PlaneRow<T> target, int count)
    {
        TLane factor = TLane.Constant(scale);
        for (nint i = 0; i < (nint)count * TLane.Count; i += TLane.Count)
        {
            TLane distance = TLane.Constant(0);
            TLane mirror = TLane.Constant(0);
            for (int channel = 0; channel < channels; channel++)
            {
                TLane a = TFirst.Load<T, TLane>(first, channel, 0);
                TLane b = TLane.Load(in second[channel * TLane.Count], 0);
                TLane difference = a - b;
                TLane sum = a + b;
                distance = TLane.MultiplyAdd(difference, difference, distance);
                mirror = TLane.MultiplyAdd(sum, sum, mirror);
            }

            (factor * distance).Store(ref target.Distance[i], 0);
            (factor * mirror).Store(ref target.Mirror[i], 0);
            first += channels * TFirst.Stride(TLane.Count);
            second += channels * TLane.Count;
        }
    }
}

/// <summary>A plane of a value that has been kept whole.</summary>
internal sealed unsafe class LoadStep<T>(ImageShape shape, PixelOffset multiple, int target, int store, PlaneParts parts) : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        int length = Overlap.Of(Shape, own).Cells * scratch.Lanes;
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> source = scratch.Stores[store].Plane(own, group)!.Value;
            parts.Copy(source, scratch.Register(Target, group), length);
        }
    }
}

/// <summary>An activation, or another function of a cell's own distances.</summary>
internal sealed unsafe class RowStep<T>(ImageShape shape, PixelOffset multiple, int source, int target, RowSource<T> rows) : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 32;

    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        Overlap overlap = Overlap.Of(Shape, own);
        PlaneRow<T>* cells = stackalloc PlaneRow<T>[RowsAtOnce];
        for (int y = overlap.FirstRow; y < overlap.EndRow; y += RowsAtOnce)
        {
            nint start = (nint)overlap.Cell(y, overlap.FirstColumn) * scratch.Lanes;
            int count = Math.Min(RowsAtOnce, overlap.EndRow - y);
            int pixel = y * Shape.Width + overlap.FirstColumn;
            var block = new CellBlock<T>(cells, count, 0, overlap.Columns, pixel, pixel + own.Y * Shape.Width + own.X, Shape.Width);
            for (int group = 0; group < scratch.GroupCount; group++)
            {
                for (int row = 0; row < count; row++)
                    cells[row] = scratch.Register(Target, group).At(start + (nint)row * overlap.Columns * scratch.Lanes);
                rows.Fill(scratch, group, scratch.Register(source, group).At(start), overlap.Columns, block, hasSlack: false);
            }
        }
    }
}

/// <summary>What an affine layer does to distances: D' = scale·D, M' = scale·M + offset, T' = input·D + scale·T.</summary>
/// <param name="Scale">Variance of the weights, in the scales of both values.</param>
/// <param name="MirrorOffset">Four variances of the biases, in the scale of the result.</param>
/// <param name="Input">Weight of the kernel in the tangent kernel.</param>
internal readonly record struct PlaneAffine(double Scale, double MirrorOffset, double Input)
{
    /// <summary>Sums over windows of cells and applies the layer.</summary>
    /// <param name="rows">The rows of the first windows, and those after them.</param>
    /// <param name="window">The windows.</param>
    /// <param name="target">The plane of the result, from the first of these rows on.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="parts">The distances it has.</param>
    public unsafe void Apply<T, TLane>(PlaneRow<T>* rows, WindowShape window, PlaneRow<T> target, int rowCount, int columns, PlaneParts parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        T scale = T.CreateTruncating(Scale);
        if (parts.HasMirror)
            WindowSums<T, TLane>.Sum(rows, PlaneParts.Mirror, window, target, rowCount, columns, scale, T.CreateTruncating(MirrorOffset));
        if (parts.HasTangent)
            WindowSums<T, TLane>.Sum(rows, window, target, rowCount, columns, scale, T.CreateTruncating(Input));
        else
            WindowSums<T, TLane>.Sum(rows, PlaneParts.Distance, window, target, rowCount, columns, scale, T.Zero);
    }
}

/// <summary>A Dense layer on each pixel.</summary>
internal sealed unsafe class AffineStep<T, TLane>(ImageShape shape, PixelOffset multiple, int source, int target, PlaneAffine affine, PlaneParts parts)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        int cells = Overlap.Of(Shape, Own(offset)).Cells;
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> plane = scratch.Register(source, group);
            affine.Apply<T, TLane>(&plane, WindowShape.Cell, scratch.Register(Target, group), 1, cells, parts);
        }
    }
}
