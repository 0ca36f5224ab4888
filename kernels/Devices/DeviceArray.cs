using ILGPU;
using ILGPU.Runtime;

namespace Ntk.Kernels.Devices;

/// <summary>Memory of a device.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class DeviceArray<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryBuffer1D<T, Stride1D.Dense> buffer;

    /// <summary>Allocates elements, one at least: a kernel's argument may not be null.</summary>
    public DeviceArray(ComputeDevice device, long length)
    {
        MemoryBuffer1D<T, Stride1D.Dense>? allocated = null;
        device.Guard(() => allocated = device.Accelerator.Allocate1D<T>(Math.Max(1, length)));
        buffer = allocated!;
    }

    public ArrayView<T> View => buffer.View.BaseView;

    /// <summary>A copy of host memory.</summary>
    public static DeviceArray<T> Of(ComputeDevice device, T[] values)
    {
        var array = new DeviceArray<T>(device, values.Length);
        array.Fill(device, 0, values);
        return array;
    }

    /// <summary>Copies host memory to the elements from <paramref name="start"/> on, and waits for it.</summary>
    public void Fill(ComputeDevice device, long start, ReadOnlySpan<T> values)
    {
        if (values.IsEmpty)
            return;
        unsafe
        {
            fixed (T* source = values)
            {
                nint pointer = (nint)source;
                int length = values.Length;
                device.Queue(() =>
                {
                    AcceleratorStream stream = device.Accelerator.DefaultStream;
                    View.SubView(start, length).CopyFromCPUUnsafeAsync(stream, ref *(T*)pointer, length);
                    stream.Synchronize();
                });
            }
        }
    }

    public void Dispose() => buffer.Dispose();
}
