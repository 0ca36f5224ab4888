using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Devices;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>A kernel for planes, compiled for a device.</summary>
/// <param name="Run">Queues a launch of a number of groups.</param>
/// <param name="Capacity">Cells that a group holds.</param>
/// <param name="Threads">Threads of a group, a power of two.</param>
internal sealed record PlaneLaunch<T>(Action<AcceleratorStream, int, PlaneArguments<T>> Run, int Capacity, int Threads)
    where T : unmanaged;

/// <summary>The kernels of convolutional networks, compiled for a device and an element type.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class PlaneLaunches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Cells of a thread: as many as a filter computes at once.</summary>
    private const int CellsPerThread = 4;

    /// <summary>Those of an element type.</summary>
    public static PlaneLaunches<T> Instance { get; } = typeof(T) == typeof(float)
        ? (PlaneLaunches<T>)(object)new PlaneLaunches<float, SingleFormat>()
        : (PlaneLaunches<T>)(object)new PlaneLaunches<double, DoubleFormat>();

    /// <summary>Layers with an activation, on planes of at most a number of cells.</summary>
    public abstract PlaneLaunch<T> Planes<TDual>(ComputeDevice device, TDual dual, bool hasTangent, int cells)
        where TDual : struct, IPairDual;

    /// <summary>Readouts.</summary>
    public static Action<AcceleratorStream, ReadoutArguments<T>> Readouts(ComputeDevice device)
    {
        Action<ReadoutArguments<T>> body = ReadoutKernel<T>.Run;
        Action<AcceleratorStream, KernelConfig, ReadoutArguments<T>> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments) => kernel(stream, new KernelConfig((arguments.PairCount + threads - 1) / threads, threads), arguments);
    }

    /// <summary>Sums and products of values kept.</summary>
    public abstract Action<AcceleratorStream, PlaneFanInArguments<T>, int> FanIns(ComputeDevice device);

    /// <summary>Pools.</summary>
    public static Action<AcceleratorStream, PoolArguments<T>> Pools(ComputeDevice device)
    {
        Action<AcceleratorStream, PoolArguments<T>, Index3D> kernel = Cells<PoolArguments<T>>(device, PoolKernel<T>.Run);
        return (stream, arguments) => kernel(stream, arguments, new(arguments.TargetCells, arguments.PairCount, 1));
    }

    /// <summary>Filters that wrap around.</summary>
    public static Action<AcceleratorStream, WrappedFilterArguments<T>, int> WrappedFilters(ComputeDevice device)
    {
        Action<AcceleratorStream, WrappedFilterArguments<T>, Index3D> kernel = Cells<WrappedFilterArguments<T>>(device, WrappedFilterKernel<T>.Run);
        return (stream, arguments, pairs) => kernel(stream, arguments, new(arguments.TargetCells, pairs, 1));
    }

    /// <summary>A kernel of a thread for each cell of a number of pairs.</summary>
    protected static Action<AcceleratorStream, TArguments, Index3D> Cells<TArguments>(ComputeDevice device, Action<TArguments> body)
        where TArguments : struct
    {
        Action<AcceleratorStream, KernelConfig, TArguments> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments, size) => kernel(
            stream, new KernelConfig(new Index3D((size.X + threads - 1) / threads, size.Y, 1), new Index3D(threads, 1, 1)), arguments);
    }

    /// <summary>Threads of a group for a number of cells, a power of two.</summary>
    protected static int Threads(ComputeDevice device, int cells) =>
        Math.Min(cells / CellsPerThread, (int)BitOperations.RoundUpToPowerOf2((uint)device.Accelerator.MaxNumThreadsPerGroup / 2 + 1));
}

/// <summary><see cref="PlaneLaunches{T}"/> with the element type's format.</summary>
internal sealed class PlaneLaunches<T, TFormat> : PlaneLaunches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    public override Action<AcceleratorStream, PlaneFanInArguments<T>, int> FanIns(ComputeDevice device)
    {
        Action<AcceleratorStream, PlaneFanInArguments<T>, Index3D> kernel = Cells<PlaneFanInArguments<T>>(device, PlaneFanInKernel<T, TFormat>.Run);
        return (stream, arguments, pairs) => kernel(stream, arguments, new(arguments.TargetCells, pairs, 1));
    }

    public override PlaneLaunch<T> Planes<TDual>(ComputeDevice device, TDual dual, bool hasTangent, int cells) =>
        hasTangent ? Planes<TDual, WithTangent>(device, dual, cells) : Planes<TDual, WithoutTangent>(device, dual, cells);

    private static PlaneLaunch<T> Planes<TDual, TTangent>(ComputeDevice device, TDual dual, int cells)
        where TDual : struct, IPairDual
        where TTangent : struct, ITangent =>
        cells <= SmallPlanes.Value ? Planes<TDual, TTangent, SmallPlanes>(device, dual, SmallPlanes.Value)
        : cells <= LargePlanes.Value ? Planes<TDual, TTangent, LargePlanes>(device, dual, LargePlanes.Value)
        : Planes<TDual, TTangent, HugePlanes>(device, dual, cells);

    private static PlaneLaunch<T> Planes<TDual, TTangent, TCells>(ComputeDevice device, TDual dual, int capacity)
        where TDual : struct, IPairDual
        where TTangent : struct, ITangent
        where TCells : struct, IPlaneCells
    {
        Action<PlaneArguments<T>, TDual> body = PlaneKernel<T, TFormat, TDual, TTangent, TCells>.Run;
        Action<AcceleratorStream, KernelConfig, PlaneArguments<T>, TDual> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = Threads(device, Math.Min(capacity, LargePlanes.Value));
        return new((stream, groups, arguments) => kernel(stream, new KernelConfig(groups, threads), arguments, dual), capacity, threads);
    }
}
