using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>What becomes of a segment's planes.</summary>
internal enum PlaneEnd
{
    /// <summary>They are kept, for a pool or for a segment with another activation.</summary>
    Kept,

    /// <summary>They are summed up.</summary>
    Summed,

    /// <summary>They are the result.</summary>
    Result,
}

/// <summary>Layers that one launch computes for the planes of all offsets, and the pool or readout after them.</summary>
/// <param name="Source">The value it starts from.</param>
/// <param name="Target">The value it ends with.</param>
/// <param name="End">What becomes of it.</param>
/// <param name="Dual">The activation of all its layers.</param>
/// <param name="Layers">The values its steps make, in order.</param>
/// <param name="SourceMultiple">The offset of the source, in terms of that of the target.</param>
/// <param name="Mixed">The value that a pool or readout makes of the target; null if there is none.</param>
internal sealed record PlaneSegment(int Source, int Target, PlaneEnd End, DeviceDual Dual, IReadOnlyList<int> Layers, PixelOffset SourceMultiple, int? Mixed)
{
    /// <summary>Cuts a program into segments.</summary>
    /// <exception cref="DeviceUnsupportedException">An operation has no kernel for devices.</exception>
    public static IReadOnlyList<PlaneSegment> Cut(KernelProgram program)
    {
        DeviceUnsupportedException.RequireChain(program);
        var cutter = new Cutter(program);
        for (int value = 1; value < program.ValueCount; value++)
            cutter.Add(value);
        cutter.Close(program.ValueCount - 1, PlaneEnd.Result, mixed: null);
        return cutter.Segments;
    }

    private sealed class Cutter(KernelProgram program)
    {
        private readonly List<int> layers = [];
        private DeviceDual? dual;
        private int source;

        public List<PlaneSegment> Segments { get; } = [];

        public void Add(int value)
        {
            KernelOperation operation = program.Operations[value - 1];
            int before = value - 1;
            if (program.Shapes[value].Pixels > LargePlanes.Value || program.Shapes[before].Pixels > LargePlanes.Value)
                throw new DeviceUnsupportedException(operation.Layer, $"kernels for graphics processors take images of at most {LargePlanes.Value} pixels, not {program.Shapes[before]}.");
            switch (operation)
            {
                case DualOperation activation:
                    DeviceDual own = DeviceDual.Of(activation);
                    if (dual is not null && !dual.IsSame(own))
                        Close(before, PlaneEnd.Kept, mixed: null);
                    dual = own;
                    layers.Add(value);
                    break;
                case ConvolutionOperation { Filter.Padding: Engine.Networks.Padding.Circular }:
                    throw new DeviceUnsupportedException(operation.Layer, "there is no kernel for graphics processors for filters that wrap around.");
                case ConvolutionOperation or AffineOperation or NormalizeOperation or DropoutOperation:
                    layers.Add(value);
                    break;
                case PoolOperation:
                    Close(before, PlaneEnd.Kept, value);
                    break;
                case ReadoutOperation:
                    Close(before, PlaneEnd.Summed, value);
                    break;
                default:
                    throw new DeviceUnsupportedException(operation.Layer, "there is no kernel for graphics processors for it.");
            }
        }

        public void Close(int target, PlaneEnd end, int? mixed)
        {
            var multiple = new PixelOffset(1, 1);
            foreach (int layer in layers)
            {
                if (program.Operations[layer - 1] is ConvolutionOperation { Filter: var filter })
                    multiple = new(multiple.Y * filter.Y.Stride, multiple.X * filter.X.Stride);
            }

            Segments.Add(new(source, target, end, dual ?? DeviceDual.Identity, [.. layers], multiple, mixed));
            layers.Clear();
            dual = null;
            source = mixed ?? target;
        }
    }
}
