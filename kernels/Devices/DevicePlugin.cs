using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Ntk.Engine.Programs;

namespace Ntk.Kernels.Devices;

/// <summary>The backends that <see cref="BackendPlugins"/> finds: all CUDA devices, or all OpenCL devices, of a machine.</summary>
public sealed class DevicePlugin : IBackendPlugin
{
    private const string Cuda = "cuda";
    private const string OpenCl = "opencl";

    /// <inheritdoc/>
    public string Description { get; } = $"ILGPU {typeof(Context).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds => [Cuda, OpenCl];

    /// <inheritdoc/>
    public IReadOnlyList<BackendDevice> FindDevices()
    {
        using Context context = MakeContext(builder => builder.Cuda().OpenCL(_ => true));
        return [.. context.Devices.Where(device => device is CudaDevice or CLDevice).Select(Describe)];
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceNotFoundException">There is no device of the kind, or none that can be used.</exception>
    public IKernelBackend Open(string kind)
    {
        Context context = MakeContext(builder => _ = kind == Cuda ? builder.Cuda() : builder.OpenCL(_ => true));
        try
        {
            Device[] all = [.. context.Devices.Where(device => device is CudaDevice or CLDevice)];
            Device[] usable = [.. all.Where(device => Problem(device) is null)];

            // Processors, which OpenCL lists too, only where there is nothing better.
            Device[] graphics = [.. usable.Where(device => device is not CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU })];
            if (usable.Length == 0)
                throw new DeviceNotFoundException(kind, all.Length == 0 ? "its driver reports none." : $"{all[0].Name} cannot be used: {Problem(all[0])}.");
            return new DeviceBackend(kind, context, (graphics.Length > 0 ? graphics : usable).Select(device => device.CreateAccelerator(context)));
        }
        catch (AcceleratorException error)
        {
            context.Dispose();
            throw new DeviceNotFoundException(kind, error.Message);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static Context MakeContext(Action<Context.Builder> devices) => Context.Create(builder =>
    {
        devices(builder);
        builder.Optimize(OptimizationLevel.O2);
    });

    private static BackendDevice Describe(Device device) => new(device is CudaDevice ? Cuda : OpenCl, device.Name, device.MemorySize, Problem(device));

    private static string? Problem(Device device) =>
        device is CLDevice opencl && !GenericAddressSpace.Admit(opencl) ? "it has no generic address space, which this version of ILGPU asks for" : null;
}
