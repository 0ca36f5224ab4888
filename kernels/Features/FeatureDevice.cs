using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly FeatureProgram<T> program;
    private readonly FeatureInputs<T> first;
    private readonly FeatureInputs<T> second;
    private readonly DeviceArray<T> centre;
    private readonly DeviceArray<int>[] steps;
    private readonly DeviceArray<T>[] constants;
    private readonly Action<AcceleratorStream, FeatureArguments<T>>[] layers;
    private readonly Action<AcceleratorStream, ProductArguments<T>> products;
    private readonly FeatureArguments<T> arguments;
    private readonly ProductArguments<T> productArguments;

    public unsafe FeatureDevice(
        ComputeDevice device, FeatureProgram<T> program, InputRows<T> firstRows, InputRows<T> secondRows, NativeBuffer<T> centreOfRows,
        KernelProgram kernel, bool scalesNngpOnHost, bool scalesNtkOnHost)
    {
        Device = device;
        this.program = program;
        long bytes = FeatureInputs<T>.Bytes(firstRows, program.FirstFactors) + FeatureInputs<T>.Bytes(secondRows, program.SecondFactors);
        reservation = device.Reserve(bytes + SlotPool<FeatureSlot<T>>.SlotsPerDevice * FeatureSlot<T>.Bytes);
        first = new(device, firstRows, program.FirstFactors, program.First, asFirst: true, !scalesNngpOnHost, !scalesNtkOnHost);
        second = new(device, secondRows, program.SecondFactors, program.Second, asFirst: false, !scalesNngpOnHost, !scalesNtkOnHost);
        centre = new(device, firstRows.Stride);
        centre.Fill(device, 0, new(centreOfRows.Pointer, (int)firstRows.Stride));
        steps = [.. program.Segments.Select(segment => DeviceArray<int>.Of(device, segment.Steps))];
        constants = [.. program.Segments.Select(segment => DeviceArray<T>.Of(device, Array.ConvertAll(segment.Constants, T.CreateTruncating)))];
        products = FeatureLaunches<T>.Products(device);
        layers = [.. program.Segments.Select(segment => segment.Dual.Layers<T>(device, kernel.NeedsTangent))];
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
    }

    public ComputeDevice Device { get; }

    /// <summary>Queues the launches of a block of a tile on a slot's stream.</summary>
    public void Launch(FeatureSlot<T> slot, int row, int rows, int column, int columns)
    {
        products(slot.Stream, productArguments with { Products = slot.Products, FirstRow = row, Rows = rows, FirstColumn = column, Columns = columns });
        for (int k = 0; k < layers.Length; k++)
        {
            FeatureSegment segment = program.Segments[k];
            layers[k](slot.Stream, arguments with
            {
                Source = segment.ReadsProducts ? slot.Products : slot.Kept,
                SourceGap = slot.KeptGap,
                Target = segment.WritesEntries ? slot.Nngp : slot.Kept,
                TargetGap = segment.WritesEntries ? slot.Ntk : slot.KeptGap,
                ReadsProducts = segment.ReadsProducts ? 1 : 0,
                WritesEntries = segment.WritesEntries ? 1 : 0,
                Steps = steps[k].View,
                StepCount = segment.Constants.Length,
                Constants = constants[k].View,
                FirstRow = row,
                Rows = rows,
                FirstColumn = column,
                Columns = columns,
            });
        }
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        centre.Dispose();
        foreach (DeviceArray<int> array in steps)
            array.Dispose();
        foreach (DeviceArray<T> array in constants)
            array.Dispose();
        reservation.Dispose();
    }
}
