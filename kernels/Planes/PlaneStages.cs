using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>Cuts a program into launches. What is read more than once, or whose planes are mixed or joined, is kept whole in device memory.</summary>
internal sealed class PlaneStages
{
    /// <summary>Most pixels of an image: cells of all planes are counted in 32 bits.</summary>
    public const int MostPixels = 1 << 15;

    private readonly KernelProgram program;
    private readonly HashSet<int> kept;
    private readonly List<PlaneStage> stages = [];
    private readonly List<int> layers = [];
    private DeviceDual? dual;
    private int source;
    private int current;

    private PlaneStages(KernelProgram program)
    {
        this.program = program;
        IEnumerable<int> sources = program.Operations.SelectMany(operation => operation.Sources);
        kept = [.. sources.GroupBy(value => value).Where(uses => uses.Key > 0 && uses.Count() > 1).Select(uses => uses.Key)];
        kept.UnionWith(program.Operations.Where(IsMix).SelectMany(operation => operation.Sources));
    }

    /// <summary>The launches in order.</summary>
    /// <exception cref="DeviceUnsupportedException">An operation has no kernel for devices.</exception>
    public static IReadOnlyList<PlaneStage> Of(KernelProgram program)
    {
        var cutter = new PlaneStages(program);
        if (cutter.kept.Contains(0))
            cutter.Close(PlaneEnd.Kept);
        for (int value = 1; value < program.ValueCount; value++)
            cutter.Add(value);
        cutter.Read(program.ValueCount - 1);
        cutter.Close(PlaneEnd.Result);
        return cutter.stages;
    }

    /// <summary>Whether an operation reads other planes than the one it makes, or those of several values.</summary>
    private static bool IsMix(KernelOperation operation) =>
        operation is PoolOperation or SumOperation or ProductOperation or ConvolutionOperation { Filter.Padding: Padding.Circular };

    private void Add(int value)
    {
        KernelOperation operation = program.Operations[value - 1];
        if (operation.Sources.Append(value).Select(one => program.Shapes[one]).FirstOrDefault(shape => shape.Pixels > MostPixels) is { Pixels: > 0 } shape)
            throw new DeviceUnsupportedException(operation.Layer, $"kernels for graphics processors take images of at most {MostPixels} pixels, not {shape}.");
        if (IsMix(operation))
        {
            stages.Add(new PlaneMix(value, operation));
            current = -1;
            return;
        }

        Read(operation.Sources[0]);
        switch (operation)
        {
            case DualOperation activation:
                DeviceDual own = DeviceDual.ForImages(activation);
                if (dual is not null && !dual.IsSame(own))
                    Close(PlaneEnd.Kept);
                dual = own;
                layers.Add(value);
                break;
            case ConvolutionOperation or AffineOperation or NormalizeOperation or DropoutOperation:
                layers.Add(value);
                break;
            case ReadoutOperation readout:
                var made = new PlaneReadout(value, readout);
                Close(PlaneEnd.Summed, made);
                stages.Add(made);
                source = value;
                break;
            default:
                throw new DeviceUnsupportedException(operation.Layer, "there is no kernel for graphics processors for it.");
        }

        current = value;
        if (kept.Contains(value) && operation is not ReadoutOperation)
            Close(PlaneEnd.Kept);
    }

    /// <summary>Goes on from a value: the one the open launch ends with, or one that is kept, or the images.</summary>
    private void Read(int value)
    {
        if (value != current)
            current = source = value;
    }

    /// <summary>Ends a launch; the next goes on from where it ended.</summary>
    private void Close(PlaneEnd end, PlaneReadout? readout = null)
    {
        var multiple = new PixelOffset(1, 1);
        foreach (int layer in layers)
        {
            if (program.Operations[layer - 1] is ConvolutionOperation { Filter: var filter })
                multiple = new(multiple.Y * filter.Y.Stride, multiple.X * filter.X.Stride);
        }

        stages.Add(new PlaneSegment(source, current, end, dual ?? DeviceDual.Identity, [.. layers], multiple, readout));
        layers.Clear();
        dual = null;
        source = current;
    }
}
