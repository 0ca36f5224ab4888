using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Gram;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Kernels;

/// <summary>The golden kernels of features on a device.</summary>
internal sealed class DeviceGoldenTests(string name)
    : GoldenKernelTests(name)
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Device, network, options);
}

/// <summary>The golden kernels of images on a device.</summary>
internal sealed class DeviceImageGoldenTests(string name)
    : ImageGoldenTests(name)
{
    protected override double FloatSlack => TestDevices.FloatSlack;

    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Device, network, options);
}

/// <summary>The laws of Gram matrices on a device.</summary>
internal sealed class DeviceGramLawTests<T>
    : GramLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override GramBuilder<TElement> Builder<TElement>(Network network, GramOptions? options = null) =>
        TestDevices.Builder<TElement>(TestDevices.Device, network, options);
}

/// <summary>The laws of Gram matrices of images on a device.</summary>
internal sealed class DeviceImageLawTests<T>
    : ImageLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override GramBuilder<TElement> Builder<TElement>(Network network, GramOptions? options = null) =>
        TestDevices.Builder<TElement>(TestDevices.Device, network, options);
}

/// <summary>Near-duplicates on a device.</summary>
internal sealed class DeviceNearDuplicateTests
    : NearDuplicateTests
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Device, network, options);
}

/// <summary>Random networks of images on a device, against the slow twin.</summary>
internal sealed class DeviceImageTwinTests
    : ImageTwinTests
{
    protected override double FloatSlack => TestDevices.FloatSlack;

    protected override void Require(Network network) => TestDevices.Require(TestDevices.Device, network);

    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Device, network, options);
}

/// <summary>The golden kernels of features on ILGPU's own accelerator.</summary>
internal sealed class ProcessorGoldenTests(string name)
    : GoldenKernelTests(name)
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Processor, network, options);
}
