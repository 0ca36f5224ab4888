using System.Reflection;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Ntk.Kernels.Devices;

/// <summary>A device that kernels run on, with an account of its memory.</summary>
internal sealed class ComputeDevice
{
    /// <summary>Part of the device's memory that is planned with; the rest is the driver's and the display's.</summary>
    private const double UsableMemory = 0.9;

    private const int WideThreads = 128;

    private readonly Lock gate = new();
    private readonly Dictionary<MethodInfo, Delegate> kernels = [];
    private long reserved;

    public ComputeDevice(Accelerator accelerator) => Accelerator = accelerator;

    public Accelerator Accelerator { get; }

    public string Name => Accelerator.Name;

    /// <summary>Whether it computes in double.</summary>
    public bool HasFloat64 => Accelerator is not CLAccelerator opencl || opencl.Capabilities.Float64;

    /// <summary>Threads of a group that needs no particular number.</summary>
    public int GroupThreads => Math.Min(WideThreads, Accelerator.MaxNumThreadsPerGroup);

    /// <summary>Whether groups may have as many threads as on a graphics processor.</summary>
    public bool HasWideGroups => Accelerator.MaxNumThreadsPerGroup >= 2 * WideThreads;

    /// <summary>Bytes that may still be reserved.</summary>
    public long Available
    {
        get
        {
            lock (gate)
                return (long)(UsableMemory * Accelerator.MemorySize) - reserved;
        }
    }

    /// <summary>Reserves memory before it is allocated; dispose what this returns when it is freed.</summary>
    /// <exception cref="DeviceMemoryException">There is not that much.</exception>
    public IDisposable Reserve(long bytes)
    {
        lock (gate)
        {
            if (bytes > Available)
                throw new DeviceMemoryException(Name, bytes, Available);
            reserved += bytes;
        }

        return new Reservation(this, bytes);
    }

    /// <summary>A kernel compiled for the device, once.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="load">Compiles it.</param>
    public TLaunch Kernel<TLaunch>(Delegate kernel, Func<TLaunch> load)
        where TLaunch : Delegate
    {
        lock (gate)
        {
            if (!kernels.TryGetValue(kernel.Method, out Delegate? launch))
            {
                Guard(() => launch = load());
                kernels.Add(kernel.Method, launch!);
            }

            return (TLaunch)launch!;
        }
    }

    /// <summary>Queues work for the device, one thread at a time; turns its driver's errors into those of Ntk.</summary>
    public void Queue(Action work) => Guard(() =>
    {
        lock (gate)
            work();
    });

    /// <summary>Does something with the device, and turns its driver's errors into those of Ntk.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory, though it was planned.</exception>
    /// <exception cref="DeviceLostException">The device failed.</exception>
    public void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (IsOutOfMemory(error))
        {
            throw new DeviceMemoryException(Name, reserved, Available, error);
        }
        catch (AcceleratorException error)
        {
            throw new DeviceLostException(Name, error);
        }
    }

    private static bool IsOutOfMemory(Exception error) => error switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };

    private sealed class Reservation(ComputeDevice device, long bytes) : IDisposable
    {
        private bool isFreed;

        public void Dispose()
        {
            lock (device.gate)
            {
                device.reserved -= isFreed ? 0 : bytes;
                isFreed = true;
            }
        }
    }
}
