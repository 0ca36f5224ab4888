using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Pooling couples planes: the plane of offset δ adds to all planes Δ with δ = stride·Δ + c, |c| less than the window. With n pixels of a window inside the image,
/// Q the sum of their variances and ω the weight of a pixel, D' = ω₁ω₂ΣD − (ω₁Q₁ω₂n₂ + ω₂Q₂ω₁n₁) + q₁' + q₂'; likewise M' and T'.
/// </summary>
/// <remarks>In the usual case ωn = 1 the correction is the sum of the ωQ − q', half the mean squared distance of the pixels within each window.</remarks>
internal sealed unsafe class PoolSink<T, TLane, TFirst>(ImageShape sourceShape, ImageShape shape, Window window, int store, IReadOnlyList<PixelOffset> offsets, int? table, PlaneParts parts)
    : PlaneSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    private const int FactorCount = PoolFactors.Count;

    private readonly PoolAxis rows = new(window.Y, sourceShape.Height, window.Padding);
    private readonly PoolAxis columns = new(window.X, sourceShape.Width, window.Padding);

    public override void Begin(PlaneScratch<T> scratch) => scratch.Stores[store].Clear(scratch.GroupCount);

    public override void Accept(PlaneScratch<T> scratch, int register, PixelOffset offset)
    {
        Overlap overlap = Overlap.Of(sourceShape, offset);
        List<PooledPixel> pooledRows = rows.Pairs(offset.Y);
        List<PooledPixel> pooledColumns = columns.Pairs(offset.X);
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> plane = scratch.Register(register, group);
            foreach (PooledPixel row in pooledRows)
            {
                foreach (PooledPixel column in pooledColumns)
                {
                    var target = new PixelOffset(row.Offset, column.Offset);
                    if (scratch.Stores[store].Plane(target, group) is not { } sums)
                        continue;
                    nint from = (nint)overlap.Cell(row.Source, column.Source) * TLane.Count;
                    nint to = (nint)Overlap.Of(shape, target).Cell(row.Target, column.Target) * TLane.Count;
                    for (int part = 0; part < PlaneParts.Count; part++)
                    {
                        if (parts.Has(part))
                            (TLane.Load(in sums.Part(part)[to], 0) + TLane.Load(in plane.Part(part)[from], 0)).Store(ref sums.Part(part)[to], 0);
                    }
                }
            }
        }
    }

    public override void End(PlaneScratch<T> scratch)
    {
        if (table is not { } factors)
            return;
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            foreach (PixelOffset offset in offsets)
            {
                PlaneRow<T> plane = scratch.Stores[store].Plane(offset, group)!.Value;
                Overlap overlap = Overlap.Of(shape, offset);
                if (scratch.IsOwn && offset == PixelOffset.Zero)
                {
                    // A pixel's distance from itself: the differences that make it would leave their rounding, and its root in the slopes.
                    new Span<T>(plane.Distance, overlap.Cells * TLane.Count).Clear();
                    new Span<T>(plane.Tangent, overlap.Cells * TLane.Count).Clear();
                    continue;
                }

                for (int y = overlap.FirstRow; y < overlap.EndRow; y++)
                {
                    int pixel = y * shape.Width + overlap.FirstColumn;
                    T* first = scratch.First(factors, group) + (nint)pixel * FactorCount * TFirst.Stride(TLane.Count);
                    T* second = scratch.Second(factors) + (nint)(pixel + offset.Y * shape.Width + offset.X) * FactorCount * TLane.Count;
                    Scale(plane.At((nint)overlap.Cell(y, overlap.FirstColumn) * TLane.Count), overlap.Columns, first, second);
                }
            }
        }
    }

    private void Scale(PlaneRow<T> row, int count, T* first, T* second)
    {
        for (nint i = 0; i < (nint)count * TLane.Count; i += TLane.Count)
        {
            var factors = new PixelPair<T, TLane, TFirst>(first, second);
            TLane weight = factors.First(PoolFactors.Weight) * factors.Second(PoolFactors.Weight);
            for (int part = 0; part < PlaneParts.Count; part++)
            {
                if (!parts.Has(part))
                    continue;
                int sum = part == PlaneParts.Tangent ? PoolFactors.Tangent : PoolFactors.Variance;
                int excessOf = part == PlaneParts.Tangent ? PoolFactors.TangentExcess : PoolFactors.VarianceExcess;
                TLane uneven = TLane.MultiplyAdd(factors.First(sum), factors.Second(PoolFactors.Uneven), factors.Second(sum) * factors.First(PoolFactors.Uneven));
                TLane excess = (factors.First(excessOf) + factors.Second(excessOf)) + uneven;
                (TLane.MultiplyAdd(weight, TLane.Load(in row.Part(part)[i], 0), -excess)).Store(ref row.Part(part)[i], 0);
            }

            first += FactorCount * TFirst.Stride(TLane.Count);
            second += FactorCount * TLane.Count;
        }
    }
}

/// <summary>A pixel of a plane and a pixel of a pooled plane it adds to, along one axis.</summary>
/// <param name="Source">The pixel of the first image.</param>
/// <param name="Target">The window of the first image.</param>
/// <param name="Offset">The difference of the two images' windows.</param>
internal readonly record struct PooledPixel(int Source, int Target, int Offset);

/// <summary>The windows of a pool along one axis.</summary>
internal sealed class PoolAxis
{
    private readonly List<int>[] windows;

    public PoolAxis(WindowAxis axis, int pixels, Networks.Padding padding)
    {
        windows = [.. Enumerable.Range(0, pixels).Select(_ => new List<int>())];
        Windows = axis.Output(pixels, padding);
        int before = axis.Before(pixels, padding);
        for (int window = 0; window < Windows; window++)
        {
            for (int a = 0; a < axis.Size; a++)
            {
                int pixel = window * axis.Stride + a - before;
                if (padding == Networks.Padding.Circular)
                    pixel = WindowAxis.Wrap(pixel, pixels);
                if (pixel >= 0 && pixel < pixels)
                    windows[pixel].Add(window);
            }
        }
    }

    /// <summary>Number of windows.</summary>
    public int Windows { get; }

    /// <summary>The windows a pixel is in; more than once where a window wraps around onto itself.</summary>
    public IReadOnlyList<int> Of(int pixel) => windows[pixel];

    /// <summary>What the plane of an offset adds to.</summary>
    public List<PooledPixel> Pairs(int offset)
    {
        var pairs = new List<PooledPixel>();
        for (int pixel = Math.Max(0, -offset); pixel < Math.Min(windows.Length, windows.Length - offset); pixel++)
        {
            foreach (int first in windows[pixel])
            {
                foreach (int second in windows[pixel + offset])
                    pairs.Add(new(pixel, first, second - first));
            }
        }

        return pairs;
    }
}
