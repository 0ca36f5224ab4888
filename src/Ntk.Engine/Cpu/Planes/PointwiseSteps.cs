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
        TLane distance = TLane.Constant(0);
        TLane mirror = TLane.Constant(0);
        TLane tangent = TLane.Constant(0);
        for (int j = 0; j < SourceCount; j++)
        {
            TLane weight = TLane.Constant(weights[j]);
            TLane own = TLane.Load(in *cells[j].Distance, 0);
            distance = TLane.MultiplyAdd(weight, own, distance);
            if (parts.HasMirror)
            {
                // Where K ≥ 0 the mirror image is far, so that the difference keeps its digits.
                TLane variances = factors.First(j) + factors.Second(j);
                TLane ownMirror = sourceParts[j].HasMirror ? TLane.Load(in *cells[j].Mirror, 0) : (variances + variances) - own;
                mirror = TLane.MultiplyAdd(weight, ownMirror, mirror);
            }

            if (parts.HasTangent)
                tangent = TLane.MultiplyAdd(weight, TLane.Load(in *cells[j].Tangent, 0), tangent);
        }

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
        // (1 − Π c)/2 accumulates as h + h' − 2hh'.
        TLane product = TLane.Constant(0);
        TLane kernel = TLane.Constant(0);
        for (int j = 0; j < SourceCount; j++)
        {
            TLane own = Haversine(cells[j], factors, j);
            product = TLane.NegatedMultiplyAdd(product + product, own, product + own);
            if (parts.HasTangent)
                kernel += Tangent(cells, factors, j);
        }

        int output = 3 * SourceCount;
        TLane k1 = factors.First(output);
        TLane k2 = factors.Second(output);
        TLane square = (k1 - k2) * (k1 - k2);
        TLane scale = (k1 + k1) * (k2 + k2);
        TLane tangents = factors.First(output + 1) + factors.Second(output + 1);
        TLane.MultiplyAdd(scale, product, square).Store(ref *result.Distance, 0);
        TLane.MultiplyAdd(scale, TLane.Constant(1) - product, square).Store(ref *result.Mirror, 0);
        (tangents - (kernel + kernel)).Store(ref *result.Tangent, 0);
    }

    /// <summary>Θ_j times all other kernels.</summary>
    private TLane Tangent(PlaneRow<T>* cells, PixelPair<T, TLane, TFirst> factors, int j)
    {
        TLane tangents = factors.First(3 * j + 2) + factors.Second(3 * j + 2);
        TLane term = TLane.Constant(0.5) * (tangents - TLane.Load(in *cells[j].Tangent, 0));
        for (int i = 0; i < SourceCount; i++)
        {
            if (i != j)
                term = term * factors.First(3 * i) * factors.Second(3 * i) * TLane.NegatedMultiplyAdd(TLane.Constant(2), Haversine(cells[i], factors, i), TLane.Constant(1));
        }

        return term;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Haversine(PlaneRow<T> cell, PixelPair<T, TLane, TFirst> factors, int j)
    {
        TLane unequal = factors.First(3 * j) - factors.Second(3 * j);
        TLane inverse = factors.First(3 * j + 1) * factors.Second(3 * j + 1);
        TLane haversine = TLane.NegatedMultiplyAdd(unequal, unequal, TLane.Load(in *cell.Distance, 0)) * inverse;
        return TLane.MinNative(TLane.MaxNative(haversine, TLane.Constant(0)), TLane.Constant(1));
    }
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
