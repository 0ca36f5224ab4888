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
        where TDual : struct, IDual;

    /// <summary>Readouts.</summary>
    public static Action<AcceleratorStream, ReadoutArguments<T>> Readouts(ComputeDevice device)
    {
        Action<ReadoutArguments<T>> body = ReadoutKernel<T>.Run;
        Action<AcceleratorStream, KernelConfig, ReadoutArguments<T>> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments) => kernel(stream, new KernelConfig((arguments.PairCount + threads - 1) / threads, threads), arguments);
    }

    /// <summary>Pools.</summary>
    public static Action<AcceleratorStream, PoolArguments<T>> Pools(ComputeDevice device)
    {
        Action<PoolArguments<T>> body = PoolKernel<T>.Run;
        Action<AcceleratorStream, KernelConfig, PoolArguments<T>> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments) => kernel(
            stream, new KernelConfig(new Index3D((arguments.TargetCells + threads - 1) / threads, arguments.PairCount, 1), new Index3D(threads, 1, 1)), arguments);
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
    public override PlaneLaunch<T> Planes<TDual>(ComputeDevice device, TDual dual, bool hasTangent, int cells) =>
        hasTangent ? Planes<TDual, WithTangent>(device, dual, cells) : Planes<TDual, WithoutTangent>(device, dual, cells);

    private static PlaneLaunch<T> Planes<TDual, TTangent>(ComputeDevice device, TDual dual, int cells)
        where TDual : struct, IDual
        where TTangent : struct, ITangent =>
        cells <= SmallPlanes.Value ? Planes<TDual, TTangent, SmallPlanes>(device, dual) : Planes<TDual, TTangent, LargePlanes>(device, dual);

    private static PlaneLaunch<T> Planes<TDual, TTangent, TCells>(ComputeDevice device, TDual dual)
        where TDual : struct, IDual
        where TTangent : struct, ITangent
        where TCells : struct, IPlaneCells
    {
        Action<PlaneArguments<T>, TDual> body = PlaneKernel<T, TFormat, TDual, TTangent, TCells>.Run;
        Action<AcceleratorStream, KernelConfig, PlaneArguments<T>, TDual> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = Threads(device, TCells.Value);
        return new((stream, groups, arguments) => kernel(stream, new KernelConfig(groups, threads), arguments, dual), TCells.Value, threads);
    }
}
