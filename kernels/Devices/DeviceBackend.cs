using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Programs;
using Ntk.Kernels.Features;
using Ntk.Kernels.Planes;

namespace Ntk.Kernels.Devices;

/// <summary>Evaluates kernel programs on graphics processors. Several of them share the tiles.</summary>
public sealed class DeviceBackend : IKernelBackend, IDisposable
{
    private readonly Context context;
    private readonly ComputeDevice[] devices;

    /// <summary>A backend that owns a context and its accelerators, all of one kind.</summary>
    /// <param name="name">What the command line calls it.</param>
    /// <param name="context">The context, to be disposed of with the backend; its kernels are compiled with <see cref="OptimizationLevel.O2"/>.</param>
    /// <param name="accelerators">One at least.</param>
    public DeviceBackend(string name, Context context, IEnumerable<Accelerator> accelerators)
    {
        ArgumentNullException.ThrowIfNull(context);
        Name = name;
        this.context = context;
        devices = [.. accelerators.Select(accelerator => new ComputeDevice(accelerator))];
        ArgumentOutOfRangeException.ThrowIfZero(devices.Length, nameof(accelerators));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What its devices call themselves.</summary>
    public IReadOnlyList<string> DeviceNames => [.. devices.Select(device => device.Name)];

    /// <inheritdoc/>
    /// <exception cref="DeviceUnsupportedException">An operation has no kernel for devices, or a device does not compute in double.</exception>
    /// <exception cref="DeviceMemoryException">The prepared inputs do not fit into a device's memory; said before any is allocated.</exception>
    public ITileEvaluator<T> Prepare<T>(KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        if (Unsafe.SizeOf<T>() == sizeof(double) && Array.Find(devices, device => !device.HasFloat64) is { } single)
            throw new DeviceUnsupportedException(single.Name, "it has no arithmetic in float64; use float32.");
        return program.HasPixels
            ? new PlaneEvaluator<T>(devices, program, first, second, isSymmetric, threads)
            : new FeatureEvaluator<T>(devices, program, first, second, isSymmetric, threads);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ComputeDevice device in devices)
            device.Accelerator.Dispose();
        context.Dispose();
    }
}
