using System.Numerics;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Duals;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>The numbers a segment's kernel is told of its steps and of its offsets.</summary>
internal sealed class SegmentTables
{
    private readonly PlaneModel model;
    private readonly ImageLayout layout;
    private readonly PlaneSegment segment;
    private readonly List<int> steps = [];
    private readonly List<double> constants = [];

    private SegmentTables(PlaneModel model, ImageLayout layout, PlaneSegment segment)
    {
        this.model = model;
        this.layout = layout;
        this.segment = segment;
        PixelOffset multiple = segment.SourceMultiple;
        foreach (int value in segment.Layers)
        {
            Add(value, multiple);
            if (model.Program.Operations[value - 1] is ConvolutionOperation { Filter: var filter })
                multiple = new(multiple.Y / filter.Y.Stride, multiple.X / filter.X.Stride);
        }
    }

    /// <summary>As in <see cref="PlaneSteps"/>.</summary>
    public int[] Steps => [.. steps];

    /// <summary>Numbers of the steps.</summary>
    public double[] Constants => [.. constants];

    public static SegmentTables Of(PlaneModel model, ImageLayout layout, PlaneSegment segment) => new(model, layout, segment);

    /// <summary>The offsets, as in <see cref="PlaneGroups"/>, and the number of groups for a chunk of pairs.</summary>
    /// <param name="offsets">The offsets of the target.</param>
    /// <param name="source">Where the source's planes start; null if they are not kept.</param>
    /// <param name="target">Where the target's do; null if they are not.</param>
    /// <param name="capacity">Cells that a group holds.</param>
    /// <param name="chunkPairs">Pairs of a chunk.</param>
    /// <param name="mostPack">Most pairs side by side.</param>
    public (int[] Offsets, int Groups) Groups(IReadOnlyList<PixelOffset> offsets, PlaneStoreShape? source, PlaneStoreShape? target, int capacity, int chunkPairs, int mostPack)
    {
        var numbers = new List<int>();
        int groups = 0;
        foreach (PixelOffset offset in offsets)
        {
            var before = new PixelOffset(offset.Y * segment.SourceMultiple.Y, offset.X * segment.SourceMultiple.X);
            int cells = Math.Max(LargestPlane(offset), Overlap.Of(model.Program.Shapes[segment.Target], offset).Cells);
            int pack = Math.Clamp(capacity / cells, 1, Math.Min(chunkPairs, mostPack));
            numbers.AddRange([groups, offset.Y, offset.X, pack, (int)(source?.Start(before) ?? 0), (int)(target?.Start(offset) ?? 0)]);
            groups += (chunkPairs + pack - 1) / pack;
        }

        return ([.. numbers], groups);
    }

    /// <summary>Cells of the largest plane on the way to an offset.</summary>
    private int LargestPlane(PixelOffset offset)
    {
        PixelOffset multiple = segment.SourceMultiple;
        int most = Cells(segment.Source, multiple, offset);
        foreach (int value in segment.Layers)
        {
            if (model.Program.Operations[value - 1] is ConvolutionOperation { Filter: var filter })
                multiple = new(multiple.Y / filter.Y.Stride, multiple.X / filter.X.Stride);
            most = Math.Max(most, Cells(value, multiple, offset));
        }

        return most;
    }

    private int Cells(int value, PixelOffset multiple, PixelOffset offset) =>
        Overlap.Of(model.Program.Shapes[value], new(offset.Y * multiple.Y, offset.X * multiple.X)).Cells;

    private void Add(int value, PixelOffset multiple)
    {
        KernelOperation operation = model.Program.Operations[value - 1];
        int source = operation.Sources[0];
        ImageShape before = model.Program.Shapes[source];
        ImageShape after = model.Program.Shapes[value];
        var numbers = new int[PlaneSteps.Length];
        numbers[PlaneSteps.Flags] = (model.Parts[source].HasMirror ? PlaneSteps.SourceHasMirror : 0) | (model.Parts[value].HasMirror ? PlaneSteps.HasMirror : 0);
        numbers[PlaneSteps.SourceHeight] = before.Height;
        numbers[PlaneSteps.SourceWidth] = before.Width;
        numbers[PlaneSteps.SourceMultipleY] = multiple.Y;
        numbers[PlaneSteps.SourceMultipleX] = multiple.X;
        numbers[PlaneSteps.TablePixels] = before.Pixels;
        numbers[PlaneSteps.Height] = after.Height;
        numbers[PlaneSteps.Width] = after.Width;
        var affine = default(PlaneAffine);
        switch (operation)
        {
            case DualOperation:
                numbers[PlaneSteps.Flags] |= PlaneSteps.IsActivation;
                numbers[PlaneSteps.Table] = layout.Start(value);
                break;
            case NormalizeOperation:
                numbers[PlaneSteps.Flags] |= PlaneSteps.IsActivation | PlaneSteps.IsRescaling;
                numbers[PlaneSteps.Table] = layout.Start(value);
                break;
            case DropoutOperation:
                numbers[PlaneSteps.Flags] |= PlaneSteps.IsDropout;
                numbers[PlaneSteps.Table] = layout.Start(value);
                break;
            case AffineOperation:
                affine = model.Affine(value);
                SetFilter(numbers, new(new(1, 1), new(1, 1), Engine.Networks.Padding.Valid), before);
                break;
            case ConvolutionOperation { Filter: var filter }:
                affine = model.Affine(value);
                SetFilter(numbers, filter, before);
                SetEdge(numbers, value, source);
                break;
        }

        steps.AddRange(numbers);
        constants.AddRange([affine.Scale, affine.MirrorOffset, affine.Input]);
    }

    private static void SetFilter(int[] numbers, Window filter, ImageShape before)
    {
        numbers[PlaneSteps.FilterHeight] = filter.Y.Size;
        numbers[PlaneSteps.FilterWidth] = filter.X.Size;
        numbers[PlaneSteps.StrideY] = filter.Y.Stride;
        numbers[PlaneSteps.StrideX] = filter.X.Stride;
        numbers[PlaneSteps.Above] = filter.Y.Before(before.Height, filter.Padding);
        numbers[PlaneSteps.Before] = filter.X.Before(before.Width, filter.Padding);
    }

    /// <summary>Where a filter finds the variances of pixels beyond the edge: among the scalars of the activation before it, or in a table of its own.</summary>
    private void SetEdge(int[] numbers, int value, int source)
    {
        numbers[PlaneSteps.EdgeSlope] = -1;
        KernelOperation? before = source == 0 ? null : model.Program.Operations[source - 1];
        if (before is not (DualOperation or NormalizeOperation))
        {
            numbers[PlaneSteps.Table] = layout.Start(value);
            numbers[PlaneSteps.EdgeDeviation] = 0;
            numbers[PlaneSteps.EdgeTangent] = 1;
            return;
        }

        bool isHomogeneous = before is DualOperation activation && DeviceDual.ForImages(activation).IsHomogeneous;
        numbers[PlaneSteps.Table] = layout.Start(source);
        numbers[PlaneSteps.EdgeDeviation] = isHomogeneous ? DualFactorLayout.Deviation : DualFactorLayout.OutputDeviation;
        numbers[PlaneSteps.EdgeTangent] = isHomogeneous ? new DualFactorLayout(isHomogeneous, hasTangent: true).Tangent : DualFactorLayout.SlopeTangent;
        numbers[PlaneSteps.EdgeSlope] = isHomogeneous ? -1 : DualFactorLayout.Slope;
    }
}
