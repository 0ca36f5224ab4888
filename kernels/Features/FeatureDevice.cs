using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Cpu;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>A program and its inputs on one device.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class FeatureDevice<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IDisposable reservation;
    private readonly FeatureInputs<T> first;
    private readonly FeatureInputs<T> second;
    private readonly DeviceArray<T> centre;
    private readonly List<IDisposable> owned = [];
    private readonly List<Action<FeatureSlot<T>, TileRange>> launches = [];
    private readonly Action<AcceleratorStream, ProductArguments<T>> products;
    private readonly FeatureArguments<T> arguments;
    private readonly ProductArguments<T> productArguments;

    public unsafe FeatureDevice(
        ComputeDevice device, FeatureProgram<T> program, InputRows<T> firstRows, InputRows<T> secondRows, NativeBuffer<T> centreOfRows,
        KernelProgram kernel, bool scalesNngpOnHost, bool scalesNtkOnHost)
    {
        Device = device;
        RegisterCount = program.RegisterCount;
        long bytes = FeatureInputs<T>.Bytes(firstRows, program.FirstFactors, asFirst: true) + FeatureInputs<T>.Bytes(secondRows, program.SecondFactors, asFirst: false);
        reservation = device.Reserve(bytes + SlotPool<FeatureSlot<T>>.SlotsPerDevice * FeatureSlot<T>.Bytes(RegisterCount));
        first = new(device, firstRows, program.FirstFactors, program.First, asFirst: true, !scalesNngpOnHost, !scalesNtkOnHost);
        second = new(device, secondRows, program.SecondFactors, program.Second, asFirst: false, !scalesNngpOnHost, !scalesNtkOnHost);
        centre = new(device, firstRows.Stride);
        centre.Fill(device, 0, new(centreOfRows.Pointer, (int)firstRows.Stride));
        products = FeatureLaunches<T>.Products(device);
        productArguments = new()
        {
            First = first.Rows.View,
            Second = second.Rows.View,
            FeatureCount = firstRows.FeatureCount,
            FeatureStride = (int)firstRows.Stride,
        };
        arguments = new()
        {
            FirstFactors = first.Factors.View,
            SecondFactors = second.Factors.View,
            FirstRows = first.Rows.View,
            SecondRows = second.Rows.View,
            FirstSquares = first.Squares.View,
            SecondSquares = second.Squares.View,
            Centre = centre.View,
            FirstIsZero = first.IsZero.View,
            SecondIsZero = second.IsZero.View,
            FirstScale = first.Scale.View,
            SecondScale = second.Scale.View,
            FirstTangentScale = first.TangentScale.View,
            SecondTangentScale = second.TangentScale.View,
            FirstCount = first.Count,
            SecondCount = second.Count,
            FeatureCount = firstRows.FeatureCount,
            FeatureStride = (int)firstRows.Stride,
            HasZeroRows = firstRows.HasZeroRows || secondRows.HasZeroRows ? 1 : 0,
            WritesNngp = kernel.Outputs.HasFlag(KernelOutputs.Nngp) ? 1 : 0,
        };
        foreach (FeatureSegment segment in program.Segments)
            launches.Add(segment is LayerSegment layers ? Layers(layers, kernel.NeedsTangent) : FanIn((FanInSegment)segment));
    }

    public ComputeDevice Device { get; }

    /// <summary>Values kept between launches.</summary>
    public int RegisterCount { get; }

    /// <summary>Queues the launches of a block of a tile on a slot's stream.</summary>
    public void Launch(FeatureSlot<T> slot, TileRange block)
    {
        products(slot.Stream, productArguments with
        {
            Products = slot.Products,
            FirstRow = block.FirstRow,
            Rows = block.RowCount,
            FirstColumn = block.FirstColumn,
            Columns = block.ColumnCount,
        });
        foreach (Action<FeatureSlot<T>, TileRange> launch in launches)
            launch(slot, block);
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        centre.Dispose();
        foreach (IDisposable one in owned)
            one.Dispose();
        reservation.Dispose();
    }

    private Action<FeatureSlot<T>, TileRange> Layers(LayerSegment segment, bool hasTangent)
    {
        Action<AcceleratorStream, FeatureArguments<T>> kernel = segment.Dual.Layers<T>(Device, hasTangent);
        ArrayView<int> steps = Upload(segment.Steps);
        ArrayView<T> constants = Upload(Array.ConvertAll(segment.Constants, T.CreateTruncating));
        return (slot, block) => kernel(slot.Stream, arguments with
        {
            Source = segment.Source is { } source ? slot.Kept(source) : slot.Products,
            SourceGap = segment.Source is { } gap ? slot.KeptGap(gap) : slot.Products,
            Target = segment.Target is { } target ? slot.Kept(target) : slot.Nngp,
            TargetGap = segment.Target is { } targetGap ? slot.KeptGap(targetGap) : slot.Ntk,
            ReadsProducts = segment.Source is null ? 1 : 0,
            WritesEntries = segment.Target is null ? 1 : 0,
            Steps = steps,
            StepCount = segment.Constants.Length,
            Constants = constants,
            FirstRow = block.FirstRow,
            Rows = block.RowCount,
            FirstColumn = block.FirstColumn,
            Columns = block.ColumnCount,
        });
    }

    private Action<FeatureSlot<T>, TileRange> FanIn(FanInSegment segment)
    {
        Action<AcceleratorStream, FanInArguments<T>> kernel = FeatureLaunches<T>.Instance.FanIns(Device);
        ArrayView<int> sources = Upload(segment.Sources);
        return (slot, block) => kernel(slot.Stream, new()
        {
            Registers = slot.Registers,
            Sources = sources,
            FirstFactors = arguments.FirstFactors,
            SecondFactors = arguments.SecondFactors,
            RegisterLength = FeatureSlot<T>.MostEntries,
            SourceCount = segment.Sources.Length,
            Target = segment.Target,
            FirstFactor = segment.FirstFactor,
            SecondFactor = segment.SecondFactor,
            FirstCount = arguments.FirstCount,
            SecondCount = arguments.SecondCount,
            FirstRow = block.FirstRow,
            Rows = block.RowCount,
            FirstColumn = block.FirstColumn,
            Columns = block.ColumnCount,
            IsProduct = segment.IsProduct ? 1 : 0,
        });
    }

    private ArrayView<TElement> Upload<TElement>(TElement[] values)
        where TElement : unmanaged
    {
        var array = DeviceArray<TElement>.Of(Device, values);
        owned.Add(array);
        return array.View;
    }
}
