using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Gram;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Kernels;

/// <summary>The golden kernels of features on an OpenCL device.</summary>
internal sealed class OpenClGoldenTests(string name)
    : GoldenKernelTests(name)
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.OpenCl, network, options);
}

/// <summary>The golden kernels of images on an OpenCL device.</summary>
internal sealed class OpenClImageGoldenTests(string name)
    : ImageGoldenTests(name)
{
    protected override double FloatSlack => TestDevices.FloatSlack;

    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.OpenCl, network, options);
}

/// <summary>The laws of Gram matrices on an OpenCL device.</summary>
internal sealed class OpenClGramLawTests<T>
    : GramLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override GramBuilder<TElement> Builder<TElement>(Network network, GramOptions? options = null) =>
        TestDevices.Builder<TElement>(TestDevices.OpenCl, network, options);
}

/// <summary>The laws of Gram matrices of images on an OpenCL device.</summary>
internal sealed class OpenClImageLawTests<T>
    : ImageLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override GramBuilder<TElement> Builder<TElement>(Network network, GramOptions? options = null) =>
        TestDevices.Builder<TElement>(TestDevices.OpenCl, network, options);
}

/// <summary>Near-duplicates on an OpenCL device.</summary>
internal sealed class OpenClNearDuplicateTests
    : NearDuplicateTests
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.OpenCl, network, options);
}

/// <summary>Random networks of images on an OpenCL device, against the slow twin.</summary>
internal sealed class OpenClImageTwinTests
    : ImageTwinTests
{
    protected override double FloatSlack => TestDevices.FloatSlack;

    protected override void Require(Network network) => TestDevices.Require(TestDevices.OpenCl, network);

    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.OpenCl, network, options);
}

/// <summary>The golden kernels of features on ILGPU's own accelerator.</summary>
internal sealed class ProcessorGoldenTests(string name)
    : GoldenKernelTests(name)
{
    protected override GramBuilder<T> Builder<T>(Network network, GramOptions? options = null) => TestDevices.Builder<T>(TestDevices.Processor, network, options);
}
