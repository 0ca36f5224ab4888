using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Devices;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Features;

/// <summary>The kernels of fully-connected networks, compiled for a device and an element type.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class FeatureLaunches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Those of an element type.</summary>
    public static FeatureLaunches<T> Instance { get; } = typeof(T) == typeof(float)
        ? (FeatureLaunches<T>)(object)new FeatureLaunches<float, SingleFormat>()
        : (FeatureLaunches<T>)(object)new FeatureLaunches<double, DoubleFormat>();

    /// <summary>Layers with an activation.</summary>
    public abstract Action<AcceleratorStream, FeatureArguments<T>> Layers<TDual>(ComputeDevice device, TDual dual, bool hasTangent)
        where TDual : struct, IPairDual;

    /// <summary>Sums and products of values kept.</summary>
    public abstract Action<AcceleratorStream, FanInArguments<T>> FanIns(ComputeDevice device);

    /// <summary>The inputs' products.</summary>
    public static Action<AcceleratorStream, ProductArguments<T>> Products(ComputeDevice device) =>
        device.HasWideGroups ? Products<WideSide>(device) : Products<NarrowSide>(device);

    private static Action<AcceleratorStream, ProductArguments<T>> Products<TSide>(ComputeDevice device)
        where TSide : struct, IGroupSide
    {
        Action<ProductArguments<T>> body = ProductKernel<T, TSide>.Run;
        Action<AcceleratorStream, KernelConfig, ProductArguments<T>> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int square = ProductKernel<T, TSide>.Square;
        return (stream, arguments) => kernel(
            stream,
            new KernelConfig(new Index3D(Ceiling(arguments.Columns, square), Ceiling(arguments.Rows, square), 1), new Index3D(ProductKernel<T, TSide>.Threads, 1, 1)),
            arguments);
    }

    /// <summary>count / size, rounded up.</summary>
    protected static int Ceiling(int count, int size) => (count + size - 1) / size;
}

/// <summary><see cref="FeatureLaunches{T}"/> with the element type's format.</summary>
internal sealed class FeatureLaunches<T, TFormat> : FeatureLaunches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    public override Action<AcceleratorStream, FeatureArguments<T>> Layers<TDual>(ComputeDevice device, TDual dual, bool hasTangent) =>
        hasTangent ? Layers<TDual, WithTangent>(device, dual) : Layers<TDual, WithoutTangent>(device, dual);

    private static Action<AcceleratorStream, FeatureArguments<T>> Layers<TDual, TTangent>(ComputeDevice device, TDual dual)
        where TDual : struct, IPairDual
        where TTangent : struct, ITangent
    {
        Action<FeatureArguments<T>, TDual> body = FeatureKernel<T, TFormat, TDual, TTangent>.Run;
        Action<AcceleratorStream, KernelConfig, FeatureArguments<T>, TDual> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments) => kernel(
            stream, new KernelConfig(new Index3D(Ceiling(arguments.Columns, threads), arguments.Rows, 1), new Index3D(threads, 1, 1)), arguments, dual);
    }

    public override Action<AcceleratorStream, FanInArguments<T>> FanIns(ComputeDevice device)
    {
        Action<FanInArguments<T>> body = FanInKernel<T, TFormat>.Run;
        Action<AcceleratorStream, KernelConfig, FanInArguments<T>> kernel = device.Kernel(body, () => device.Accelerator.LoadKernel(body));
        int threads = device.GroupThreads;
        return (stream, arguments) => kernel(
            stream, new KernelConfig(new Index3D(Ceiling(arguments.Columns, threads), arguments.Rows, 1), new Index3D(threads, 1, 1)), arguments);
    }
}
