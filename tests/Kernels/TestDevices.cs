using System.Numerics;
using System.Numerics.Tensors;
using ILGPU;
using ILGPU.Runtime.CPU;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Kernels.Devices;

namespace Ntk.Tests.Kernels;

/// <summary>
/// The devices that tests run on: ILGPU's own accelerator on the processor, for tiny cases, and those of the plug-in's kind that NTK_TEST_DEVICE names, cuda or opencl. Unless it is
/// set that is opencl, where the device may be a processor too (PoCL).
/// </summary>
internal static class TestDevices
{
    private static readonly Lazy<(DeviceBackend? Backend, string Problem)> OfKind = new(Open);
    private static readonly Lazy<DeviceBackend> OnProcessor = new(MakeProcessor);

    /// <summary>A device of OpenCL need not fuse multiplications with additions, and the kernels are written for one that may do either.</summary>
    public const double FloatSlack = 2.5;

    public static DeviceBackend Processor => OnProcessor.Value;

    /// <summary>The backend that users get; where there is no device, and none was asked for, the test is left out.</summary>
    public static DeviceBackend Device
    {
        get
        {
            (DeviceBackend? backend, string problem) = OfKind.Value;
            if (backend is null && AskedFor is null)
                Assert.Ignore($"{problem} On Debian, pocl-opencl-icd and ocl-icd-opencl-dev make one of the processor.");
            return backend ?? throw new InvalidOperationException(problem);
        }
    }

    private static string? AskedFor => Environment.GetEnvironmentVariable("NTK_TEST_DEVICE");

    /// <summary>A builder on a device.</summary>
    public static GramBuilder<T> Builder<T>(DeviceBackend backend, Network network, GramOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(backend, network);
        return new(network, (options ?? new()) with { Backend = backend });
    }

    /// <summary>Tests the refusal of a network that kernels do not compute, and ends the test there.</summary>
    public static void Require(DeviceBackend backend, Network network)
    {
        string[] layers = [.. Refused.Layers(network)];
        if (layers.Length == 0)
            return;
        var builder = new GramBuilder<double>(network, new() { Backend = backend });
        Tensor<double> inputs = Tensor.CreateFromShape<double>(Refused.InputLengths(network));
        DeviceUnsupportedException error = Assert.Throws<DeviceUnsupportedException>(() => builder.Build(inputs))!;
        Assert.That(layers.Any(layer => error.Message.Contains($"({layer})", StringComparison.OrdinalIgnoreCase)), error.Message);
        Assert.That(error.Message, Does.Contain("--backend cpu"));
        Assert.Pass($"refused: {error.Message}");
    }

    /// <summary>A context whose kernels are compiled as the backend's are.</summary>
    public static Context MakeContext(Action<Context.Builder> devices) => Context.Create(builder =>
    {
        devices(builder);
        builder.Optimize(OptimizationLevel.O2);
    });

    private static DeviceBackend MakeProcessor()
    {
        Context context = MakeContext(builder => builder.CPU());
        return new("ilgpu-cpu", context, [context.CreateCPUAccelerator(0)]);
    }

    private static (DeviceBackend? Backend, string Problem) Open()
    {
        try
        {
            return ((DeviceBackend)new DevicePlugin().Open(AskedFor ?? "opencl"), "");
        }
        catch (DeviceNotFoundException error)
        {
            return (null, error.Message);
        }
    }
}
