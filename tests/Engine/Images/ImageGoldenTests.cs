using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Tests.Engine.Images;

/// <summary>All golden kernels of images and signals, in both precisions.</summary>
[TestFixtureSource(typeof(GoldenCase), nameof(GoldenCase.ImageKernelNames))]
internal abstract class ImageGoldenTests(string name) : BackendContract
{
    [Test]
    public void InFloat64() => Check<double>(1e-12);

    [Test]
    public void InFloat32() => Check<float>(1e-6 * FloatSlack);

    private void Check<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenCase golden = GoldenCase.Load(name);
        var builder = Builder<T>(golden.Network);
        using GramResult<T> result = golden.IsSymmetric ? builder.Build(golden.First<T>()) : builder.Build(golden.First<T>(), golden.Second<T>());
        Assert.Multiple(() =>
        {
            Assert.That(golden.LargestError<T>(result.Nngp.ToTensor(), "nngp"), Is.LessThanOrEqualTo(tolerance), $"{name} NNGP");
            Assert.That(golden.LargestError<T>(result.Ntk.ToTensor(), "ntk"), Is.LessThanOrEqualTo(tolerance), $"{name} NTK");
        });
    }
}

/// <inheritdoc/>
internal sealed class CpuImageGoldenTests(string name) : ImageGoldenTests(name);
