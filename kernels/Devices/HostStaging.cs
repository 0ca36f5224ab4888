using ILGPU;
using ILGPU.Runtime;
using Ntk.Engine.Numerics;

namespace Ntk.Kernels.Devices;

/// <summary>Host memory that a device's copies run from and to while it computes: locked to its pages where the device can.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed unsafe class HostStaging<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeBuffer<T> memory;
    private readonly PageLockScope<T>? pages;

    public HostStaging(ComputeDevice device, long length)
    {
        memory = new(Math.Max(1, length));
        PageLockScope<T>? locked = null;
        device.Guard(() => locked = device.Accelerator.CreatePageLockFromPinned<T>((nint)memory.Pointer, memory.Length));
        pages = locked;
    }

    /// <summary>The first element.</summary>
    public T* Pointer => memory.Pointer;

    /// <summary>Queues a copy of the first elements from a device.</summary>
    public void Read(AcceleratorStream stream, ArrayView<T> source, long length) =>
        source.SubView(0, length).CopyToCPUUnsafeAsync(stream, ref *memory.Pointer, length);

    /// <summary>Queues a copy of the first elements to a device.</summary>
    public void Write(AcceleratorStream stream, ArrayView<T> target, long length) =>
        target.SubView(0, length).CopyFromCPUUnsafeAsync(stream, ref *memory.Pointer, length);

    public void Dispose()
    {
        pages?.Dispose();
        memory.Dispose();
    }
}
