using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Tests.Engine;

/// <summary>All fully-connected golden kernels, in both precisions.</summary>
[TestFixtureSource(typeof(GoldenCase), nameof(GoldenCase.KernelNames))]
internal abstract class GoldenKernelTests(string name) : BackendContract
{
    private bool IsIllConditioned => name == "near-duplicates-bias-sign";

    [Test]
    public void InFloat64() => Check<double>(IsIllConditioned ? 1e-7 : 1e-12);

    [Test]
    public void InFloat32()
    {
        // sign turns an input's rounding error of one part in 10⁷ into an angle of that size, and its kernel is linear in the angle.
        Check<float>(IsIllConditioned ? 1e-4 : 5e-7);
    }

    private void Check<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenCase golden = GoldenCase.Load(name);
        var builder = Builder<T>(golden.Network);
        using GramResult<T> result = golden.IsSymmetric ? builder.Build(golden.First<T>()) : builder.Build(golden.First<T>(), golden.Second<T>());
        Assert.Multiple(() =>
        {
            Assert.That(golden.LargestError<T>(result.Nngp.ToTensor(), "nngp"), Is.LessThanOrEqualTo(tolerance), "NNGP");
            Assert.That(golden.LargestError<T>(result.Ntk.ToTensor(), "ntk"), Is.LessThanOrEqualTo(tolerance), "NTK");
        });
    }
}

/// <inheritdoc/>
internal sealed class CpuGoldenKernelTests(string name) : GoldenKernelTests(name);
