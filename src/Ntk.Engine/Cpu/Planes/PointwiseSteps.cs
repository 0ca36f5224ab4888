using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>A step that computes each cell from the same cell of its sources and from the scalars of the two pixels.</summary>
internal abstract unsafe class PointwiseStep<T, TLane, TFirst>(ImageShape shape, PixelOffset multiple, int[] sources, int target, int table, int factorCount)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    protected int SourceCount => sources.Length;

    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        Overlap overlap = Overlap.Of(Shape, own);
        bool isSamePixel = scratch.IsOwn && own == PixelOffset.Zero;
        PlaneRow<T>* cells = stackalloc PlaneRow<T>[sources.Length];
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            for (int y = overlap.FirstRow; y < overlap.EndRow; y++)
            {
                for (int x = overlap.FirstColumn; x < overlap.EndColumn; x++)
                {
                    nint element = (nint)overlap.Cell(y, x) * TLane.Count;
                    int pixel = y * Shape.Width + x;
                    int secondPixel = pixel + own.Y * Shape.Width + own.X;
                    for (int j = 0; j < sources.Length; j++)
                        cells[j] = scratch.Register(sources[j], group).At(element);
                    T* first = scratch.First(table, group) + (nint)pixel * factorCount * TFirst.Stride(TLane.Count);
                    T* second = scratch.Second(table) + (nint)secondPixel * factorCount * TLane.Count;
                    Evaluate(cells, scratch.Register(Target, group).At(element), new PixelPair<T, TLane, TFirst>(first, second), isSamePixel);
                }
            }
        }
    }

    /// <summary>One cell.</summary>
    /// <param name="cells">The cell of each source.</param>
    /// <param name="result">The cell of the result.</param>
    /// <param name="factors">The scalars of the two pixels.</param>
    /// <param name="isSamePixel">Whether the two are one pixel of one image.</param>
    protected abstract void Evaluate(PlaneRow<T>* cells, PlaneRow<T> result, PixelPair<T, TLane, TFirst> factors, bool isSamePixel);
}

/// <summary>Dropout: the variance of each pixel grows, and with it all distances but that of a pixel from itself.</summary>
/// <remarks>Scalars: by how much K(x,x) grows, and Θ(x,x).</remarks>
internal sealed unsafe class DropoutPlaneStep<T, TLane, TFirst>(ImageShape shape, PixelOffset multiple, int source, int target, int table, PlaneParts parts)
    : PointwiseStep<T, TLane, TFirst>(shape, multiple, [source], target, table, FactorCount)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    public const int FactorCount = 2;

    protected override void Evaluate(PlaneRow<T>* cells, PlaneRow<T> result, PixelPair<T, TLane, TFirst> factors, bool isSamePixel)
    {
        // Of a pixel with itself K grows as the variance does.
        TLane growth = factors.First(0) + factors.Second(0);
        TLane tangentGrowth = factors.First(1) + factors.Second(1);
        TLane zero = TLane.Constant(0);
        (TLane.Load(in *cells->Distance, 0) + (isSamePixel ? zero : growth)).Store(ref *result.Distance, 0);
        if (parts.HasMirror)
            (TLane.Load(in *cells->Mirror, 0) + (isSamePixel ? growth + growth : growth)).Store(ref *result.Mirror, 0);
        if (parts.HasTangent)
            (TLane.Load(in *cells->Tangent, 0) + (isSamePixel ? zero : tangentGrowth)).Store(ref *result.Tangent, 0);
    }
}

/// <summary>Weighted sums: all distances add up.</summary>
/// <remarks>Scalars: K(x,x) of each source.</remarks>
internal sealed unsafe class SumPlaneStep<T, TLane, TFirst>(
    ImageShape shape, PixelOffset multiple, int[] sources, int target, int table, double[] weights, PlaneParts[] sourceParts, PlaneParts parts)
    : PointwiseStep<T, TLane, TFirst>(shape, multiple, sources, target, table, sources.Length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    protected override void Evaluate(PlaneRow<T>* cells, PlaneRow<T> result, PixelPair<T, TLane, TFirst> factors, bool isSamePixel)
    {
        var sources = new PlaneFanInCells<T, TLane>(cells, weights, sourceParts);
        PlaneFanInRules.Sum(sources, SourceCount, factors, parts.HasMirror, parts.HasTangent, out TLane distance, out TLane mirror, out TLane tangent);
        distance.Store(ref *result.Distance, 0);
        mirror.Store(ref *result.Mirror, 0);
        tangent.Store(ref *result.Tangent, 0);
    }
}

/// <summary>Products: K' = Π K_j and Θ' = Σ_j Θ_j Π_{i≠j} K_i, by way of the haversines of the factors.</summary>
/// <remarks>Scalars: √K(x,x), 1/(2√K(x,x)) and Θ(x,x) of each source, then √K(x,x) and Θ(x,x) of the result.</remarks>
internal sealed unsafe class ProductPlaneStep<T, TLane, TFirst>(ImageShape shape, PixelOffset multiple, int[] sources, int target, int table, PlaneParts parts)
    : PointwiseStep<T, TLane, TFirst>(shape, multiple, sources, target, table, FactorCount(sources.Length))
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    public static int FactorCount(int sources) => 3 * sources + 2;

    protected override void Evaluate(PlaneRow<T>* cells, PlaneRow<T> result, PixelPair<T, TLane, TFirst> factors, bool isSamePixel)
    {
        var sources = new PlaneFanInCells<T, TLane>(cells, weights: [], parts: []);
        PlaneFanInRules.Product(sources, SourceCount, factors, parts.HasTangent, out TLane distance, out TLane mirror, out TLane tangent);
        distance.Store(ref *result.Distance, 0);
        mirror.Store(ref *result.Mirror, 0);
        tangent.Store(ref *result.Tangent, 0);
    }
}

/// <summary>The same cell of several planes.</summary>
internal readonly unsafe struct PlaneFanInCells<T, TLane>(PlaneRow<T>* cells, double[] weights, PlaneParts[] parts) : IPlaneFanInSources<TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Weight(int source) => TLane.Constant(weights[source]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasMirror(int source) => parts[source].HasMirror;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Distance(int source) => TLane.Load(in *cells[source].Distance, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Mirror(int source) => TLane.Load(in *cells[source].Mirror, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Tangent(int source) => TLane.Load(in *cells[source].Tangent, 0);
}

/// <summary>A convolution that wraps around the image, from a value kept whole: wrapped pixels belong to other planes.</summary>
internal sealed unsafe class WrappedConvolutionStep<T, TLane>(
    ImageShape sourceShape, ImageShape shape, PixelOffset multiple, int target, int store, Window filter, PlaneAffine affine, PlaneParts parts)
    : PlaneStep<T>(shape, multiple, target)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private readonly int above = filter.Y.Before(sourceShape.Height, filter.Padding);
    private readonly int before = filter.X.Before(sourceShape.Width, filter.Padding);

    public override void Run(PlaneScratch<T> scratch, PixelOffset offset)
    {
        PixelOffset own = Own(offset);
        Overlap overlap = Overlap.Of(Shape, own);
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> plane = scratch.Register(Target, group);
            for (int y = overlap.FirstRow; y < overlap.EndRow; y++)
            {
                for (int x = overlap.FirstColumn; x < overlap.EndColumn; x++)
                    Sum(scratch.Stores[store], group, own, y, x, plane.At((nint)overlap.Cell(y, x) * TLane.Count));
            }

            affine.Apply<T, TLane>(&plane, WindowShape.Cell, plane, 1, overlap.Cells, parts);
        }
    }

    private void Sum(PlaneStore<T> values, int group, PixelOffset own, int y, int x, PlaneRow<T> target)
    {
        for (int a = 0; a < filter.Pixels; a++)
        {
            int shiftY = a / filter.X.Size - above;
            int shiftX = a % filter.X.Size - before;
            int firstY = WindowAxis.Wrap(y * filter.Y.Stride + shiftY, sourceShape.Height);
            int firstX = WindowAxis.Wrap(x * filter.X.Stride + shiftX, sourceShape.Width);
            int secondY = WindowAxis.Wrap((y + own.Y) * filter.Y.Stride + shiftY, sourceShape.Height);
            int secondX = WindowAxis.Wrap((x + own.X) * filter.X.Stride + shiftX, sourceShape.Width);
            var offset = new PixelOffset(secondY - firstY, secondX - firstX);
            PlaneRow<T> source = values.Plane(offset, group)!.Value.At((nint)Overlap.Of(sourceShape, offset).Cell(firstY, firstX) * TLane.Count);
            for (int part = 0; part < PlaneParts.Count; part++)
            {
                if (!parts.Has(part))
                    continue;
                TLane sum = TLane.Load(in *source.Part(part), 0);
                if (a > 0)
                    sum += TLane.Load(in *target.Part(part), 0);
                sum.Store(ref *target.Part(part), 0);
            }
        }
    }
}
