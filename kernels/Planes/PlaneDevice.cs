using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>A convolutional program on one device: its kernels and what they are told.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PlaneDevice<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Pairs of a chunk, whose planes neighbouring groups compute at about the same time, so that they share the images' scalars in a cache.</summary>
    private const int ChunkPairs = 8;

    private readonly IDisposable reservation;
    private readonly List<IDisposable> owned = [];
    private readonly PlaneModel model;
    private readonly ImageLayout layout;
    private readonly List<Action<PlaneSlot<T>, int>> launches = [];

    public PlaneDevice(ComputeDevice device, PlaneModel model, ImageLayout layout, IReadOnlyList<PlaneStage> stages)
    {
        Device = device;
        this.model = model;
        this.layout = layout;
        Memory = new(device, model, stages, layout.Length, Unsafe.SizeOf<T>());
        reservation = device.Reserve(SlotPool<PlaneSlot<T>>.SlotsPerDevice * Memory.SlotBytes);
        foreach (PlaneStage stage in stages)
            Add(stage);
    }

    public ComputeDevice Device { get; }

    public PlaneMemoryPlan Memory { get; }

    /// <summary>Queues the launches of a batch of pairs on a slot's stream.</summary>
    public void Launch(PlaneSlot<T> slot, int pairs)
    {
        foreach (Action<PlaneSlot<T>, int> launch in launches)
            launch(slot, pairs);
    }

    public void Dispose()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
        reservation.Dispose();
    }

    private void Add(PlaneStage stage)
    {
        switch (stage)
        {
            case PlaneSegment segment:
                AddLayers(segment);
                break;
            case PlaneReadout readout:
                AddReadout(readout.Operation, readout.Value);
                break;
            case PlaneMix { Operation: PoolOperation pool } mix:
                AddPool(pool, mix.Value);
                break;
            case PlaneMix { Operation: ConvolutionOperation convolution } mix:
                AddWrappedFilter(convolution, mix.Value);
                break;
            case PlaneMix mix:
                AddFanIn(mix);
                break;
        }
    }

    private void AddLayers(PlaneSegment segment)
    {
        SegmentTables tables = SegmentTables.Of(model, layout, segment);
        PixelOffset[] offsets = segment.Offsets(model);
        int cells = segment.Layers.Append(segment.Source).Max(value => model.Program.Shapes[value].Pixels);
        PlaneLaunch<T> launch = segment.Dual.Planes<T>(Device, model.Program.NeedsTangent, cells);
        int chunk = offsets.Length == 1 ? Math.Min(launch.Capacity, LargePlanes.Value) : ChunkPairs;
        PlaneStoreShape? source = Memory.Shape(segment.Source);
        PlaneStoreShape? target = segment.End == PlaneEnd.Kept ? Memory.Shape(segment.Target) : null;
        int mostPack = segment.End == PlaneEnd.Summed ? launch.Threads : launch.Capacity;
        (int[] groups, int chunkGroups) = tables.Groups(offsets, source, target, launch.Capacity, chunk, mostPack);
        ArrayView<int> offsetNumbers = Upload(groups);
        ArrayView<int> steps = Upload(tables.Steps);
        ArrayView<T> constants = Upload(Array.ConvertAll(tables.Constants, T.CreateTruncating));
        InputShape input = model.Program.Input;
        ImageShape sourceShape = model.Program.Shapes[segment.Source];
        ImageShape targetShape = model.Program.Shapes[segment.Target];
        double inputScale = 1.0 / input.Channels / (model.InputPower * model.InputPower) / model.Scales[0];
        int resident = cells > LargePlanes.Value ? PlaneMemoryPlan.ResidentGroups : int.MaxValue;
        launches.Add((slot, pairs) => Run(launch, resident, slot.Stream, (pairs + chunk - 1) / chunk * chunkGroups, new()
        {
            First = slot.First,
            Second = slot.Second,
            Pairs = slot.Pairs,
            Offsets = offsetNumbers,
            Steps = steps,
            Constants = constants,
            Source = source is null ? slot.Part(PlaneMemoryPlan.Result) : slot.Part(segment.Source),
            Target = slot.Part(segment.Place),
            Scratch = slot.Planes,
            LargestCells = cells,
            InputScale = T.CreateTruncating(inputScale),
            SourceCells = (int)(source?.Cells ?? 0),
            TargetCells = (int)(target?.Cells ?? 1),
            ImageLength = layout.Length,
            PairCount = pairs,
            ChunkPairs = chunk,
            OffsetCount = offsets.Length,
            ChunkGroups = chunkGroups,
            StepCount = segment.Layers.Count,
            Channels = segment.Source == 0 ? input.Channels : 0,
            SourceHeight = sourceShape.Height,
            SourceWidth = sourceShape.Width,
            SourceMultipleY = segment.SourceMultiple.Y,
            SourceMultipleX = segment.SourceMultiple.X,
            TargetHeight = targetShape.Height,
            TargetWidth = targetShape.Width,
            SourceHasMirror = model.Parts[segment.Source].HasMirror ? 1 : 0,
            TargetHasMirror = model.Parts[segment.Target].HasMirror ? 1 : 0,
            SumsPlanes = segment.End == PlaneEnd.Summed ? 1 : 0,
        }));
    }

    /// <summary>Queues a launch, or as many as the memory of its groups takes.</summary>
    private static void Run(PlaneLaunch<T> launch, int resident, AcceleratorStream stream, int groups, PlaneArguments<T> arguments)
    {
        for (long first = 0; first < groups; first += resident)
            launch.Run(stream, (int)Math.Min(resident, groups - first), arguments with { FirstGroup = (int)first });
    }

    private void AddReadout(ReadoutOperation operation, int value)
    {
        Action<AcceleratorStream, ReadoutArguments<T>> kernel = PlaneLaunches<T>.Readouts(Device);
        int offsets = operation.Kind == ReadoutKind.Flatten ? 1 : OffsetRequirements.All(model.Program.Shapes[operation.Source]).Count();
        double weight = ReadoutVariances.Weight(operation.Kind, model.Program.Shapes[operation.Source]);
        launches.Add((slot, pairs) => kernel(slot.Stream, new()
        {
            Sums = slot.Part(PlaneMemoryPlan.SumsOf(value)),
            Target = slot.Part(value),
            First = slot.First,
            Second = slot.Second,
            Pairs = slot.Pairs,
            Weight = T.CreateTruncating(weight),
            ImageLength = layout.Length,
            Table = layout.Start(value),
            OffsetCount = offsets,
            PairCount = pairs,
        }));
    }

    private void AddFanIn(PlaneMix mix)
    {
        Action<AcceleratorStream, PlaneFanInArguments<T>, int> kernel = PlaneLaunches<T>.Instance.FanIns(Device);
        ImageShape shape = model.Program.Shapes[mix.Value];
        IReadOnlyList<int> values = mix.Operation.Sources;
        PixelOffset[] offsets = PlaneMemoryPlan.Order(model.Required[mix.Value]!);
        ArrayView<long> sources = Upload([.. values.SelectMany(
            source => new[] { Memory.Start(source), Memory.Shape(source)!.Cells, model.Parts[source].HasMirror ? 1L : 0L })]);
        ArrayView<int> sourceCells = Upload([.. values.SelectMany(source => offsets.SelectMany(
            offset => Enumerable.Range((int)Memory.Shape(source)!.Start(offset)!.Value, Overlap.Of(shape, offset).Cells)))]);
        ArrayView<int> pixels = Upload([.. offsets.SelectMany(offset => Pixels(shape, offset))]);
        double[] weights = mix.Operation is SumOperation sum ? [.. values.Select((source, j) => sum.Weights[j] * model.Scales[source] / model.Scales[mix.Value])] : [1];
        ArrayView<T> weightNumbers = Upload(Array.ConvertAll(weights, T.CreateTruncating));
        launches.Add((slot, pairs) => kernel(slot.Stream, new()
        {
            Memory = slot.Memory,
            Sources = sources,
            SourceCells = sourceCells,
            Weights = weightNumbers,
            Pixels = pixels,
            First = slot.First,
            Second = slot.Second,
            Pairs = slot.Pairs,
            TargetStart = Memory.Start(mix.Value),
            TargetCells = (int)Memory.Shape(mix.Value)!.Cells,
            PixelCount = shape.Pixels,
            ImageLength = layout.Length,
            Table = layout.Start(mix.Value),
            SourceCount = values.Count,
            IsProduct = mix.Operation is ProductOperation ? 1 : 0,
            HasMirror = model.Parts[mix.Value].HasMirror ? 1 : 0,
            HasTangent = model.Program.NeedsTangent ? 1 : 0,
        }, pairs));
    }

    private void AddWrappedFilter(ConvolutionOperation operation, int value)
    {
        Action<AcceleratorStream, WrappedFilterArguments<T>, int> kernel = PlaneLaunches<T>.WrappedFilters(Device);
        ImageShape before = model.Program.Shapes[operation.Source];
        PlaneStoreShape source = Memory.Shape(operation.Source)!;
        (ArrayView<int> starts, ArrayView<int> cells) = UploadGather(operation.Source, value);
        PlaneAffine affine = model.Affine(value);
        Window filter = operation.Filter;
        launches.Add((slot, pairs) => kernel(slot.Stream, new()
        {
            Source = slot.Part(operation.Source),
            Target = slot.Part(value),
            Starts = starts,
            Cells = cells,
            Scale = T.CreateTruncating(affine.Scale),
            MirrorOffset = T.CreateTruncating(affine.MirrorOffset),
            Input = T.CreateTruncating(affine.Input),
            SourceCells = (int)source.Cells,
            TargetCells = (int)Memory.Shape(value)!.Cells,
            SourceHeight = before.Height,
            SourceWidth = before.Width,
            FilterHeight = filter.Y.Size,
            FilterWidth = filter.X.Size,
            StrideY = filter.Y.Stride,
            StrideX = filter.X.Stride,
            Above = filter.Y.Before(before.Height, filter.Padding),
            Before = filter.X.Before(before.Width, filter.Padding),
        }, pairs));
    }

    private void AddPool(PoolOperation operation, int value)
    {
        Action<AcceleratorStream, PoolArguments<T>> kernel = PlaneLaunches<T>.Pools(Device);
        ImageShape before = model.Program.Shapes[operation.Source];
        ImageShape after = model.Program.Shapes[value];
        PlaneStoreShape source = Memory.Shape(operation.Source)!;
        PlaneStoreShape target = Memory.Shape(value)!;
        (ArrayView<int> starts, ArrayView<int> cells) = UploadGather(operation.Source, value);
        Window window = operation.Window;
        launches.Add((slot, pairs) => kernel(slot.Stream, new()
        {
            Source = slot.Part(operation.Source),
            Target = slot.Part(value),
            Starts = starts,
            Cells = cells,
            First = slot.First,
            Second = slot.Second,
            Pairs = slot.Pairs,
            ImageLength = layout.Length,
            Table = layout.Start(value),
            SourceCells = (int)source.Cells,
            TargetCells = (int)target.Cells,
            PairCount = pairs,
            SourceHeight = before.Height,
            SourceWidth = before.Width,
            Height = after.Height,
            Width = after.Width,
            WindowHeight = window.Y.Size,
            WindowWidth = window.X.Size,
            StrideY = window.Y.Stride,
            StrideX = window.X.Stride,
            Above = window.Y.Before(before.Height, window.Padding),
            Before = window.X.Before(before.Width, window.Padding),
            Wraps = window.Padding == Padding.Circular ? 1 : 0,
        }));
    }

    /// <summary>Where each plane of a source begins, -1 for one that is not kept; and the cells of the planes that are gathered from it.</summary>
    private (ArrayView<int> Starts, ArrayView<int> Cells) UploadGather(int source, int value)
    {
        PlaneStoreShape kept = Memory.Shape(source)!;
        ImageShape after = model.Program.Shapes[value];
        return (
            Upload([.. OffsetRequirements.All(model.Program.Shapes[source]).Select(offset => (int)(kept.Start(offset) ?? -1))]),
            Upload([.. PlaneMemoryPlan.Order(model.Required[value]!).SelectMany(offset => Cells(after, offset))]));
    }

    private static IEnumerable<int> Cells(ImageShape shape, PixelOffset offset)
    {
        Overlap overlap = Overlap.Of(shape, offset);
        for (int y = overlap.FirstRow; y < overlap.EndRow; y++)
        {
            for (int x = overlap.FirstColumn; x < overlap.EndColumn; x++)
            {
                yield return y;
                yield return x;
                yield return offset.Y;
                yield return offset.X;
            }
        }
    }

    /// <summary>Of each cell the pixel of the first image, then that of the second.</summary>
    private static IEnumerable<int> Pixels(ImageShape shape, PixelOffset offset) =>
        Cells(shape, offset).Chunk(4).SelectMany(cell => new[] { cell[0] * shape.Width + cell[1], (cell[0] + cell[2]) * shape.Width + cell[1] + cell[3] });

    private ArrayView<TElement> Upload<TElement>(TElement[] values)
        where TElement : unmanaged
    {
        var array = DeviceArray<TElement>.Of(Device, values);
        owned.Add(array);
        return array.View;
    }
}
