using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Kernels.Devices;

namespace Ntk.Tests.Kernels;

/// <summary>The devices that tests run on: ILGPU's own accelerator on the processor, for tiny cases, and the first OpenCL device, which may be a processor too (PoCL).</summary>
internal static class TestDevices
{
    private static readonly Lazy<DeviceBackend?> FirstOpenCl = new(FindOpenCl);
    private static readonly Lazy<DeviceBackend> OnProcessor = new(MakeProcessor);

    /// <summary>A device of OpenCL need not fuse multiplications with additions, and the kernels are written for one that may do either.</summary>
    public const double FloatSlack = 2.5;

    public static DeviceBackend Processor => OnProcessor.Value;

    /// <summary>The OpenCL backend; where there is no device the test is left out.</summary>
    public static DeviceBackend OpenCl
    {
        get
        {
            if (FirstOpenCl.Value is null)
                Assert.Ignore("There is no OpenCL device; on Debian, pocl-opencl-icd and ocl-icd-opencl-dev make one of the processor.");
            return FirstOpenCl.Value!;
        }
    }

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

    private static DeviceBackend? FindOpenCl()
    {
        Context context = MakeContext(builder => builder.OpenCL(_ => true));
        CLDevice? device = context.Devices.OfType<CLDevice>().FirstOrDefault();
        if (device is null)
        {
            context.Dispose();
            return null;
        }

        // PoCL 3 has no generic address space, which ILGPU asks for although code of optimisation level 2 does not need it.
        SetGenericAddressSpace(device.Capabilities, value: true);
        return new("opencl", context, [device.CreateCLAccelerator(context)]);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_GenericAddressSpace")]
    private static extern void SetGenericAddressSpace(CLCapabilityContext capabilities, bool value);
}
