using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Tests.Engine;

/// <summary>All fully-connected golden kernels, in both precisions.</summary>
[TestFixtureSource(nameof(Cases))]
internal sealed class GoldenKernelTests(string name)
{
    private static IEnumerable<string> Cases => GoldenCase.KernelNames();

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
        var builder = new GramBuilder<T>(golden.Network);
        using GramResult<T> result = golden.IsSymmetric ? builder.Build(golden.First<T>()) : builder.Build(golden.First<T>(), golden.Second<T>());
        Assert.Multiple(() =>
        {
            Assert.That(golden.LargestError<T>(result.Nngp.ToTensor(), "nngp"), Is.LessThanOrEqualTo(tolerance), "NNGP");
            Assert.That(golden.LargestError<T>(result.Ntk.ToTensor(), "ntk"), Is.LessThanOrEqualTo(tolerance), "NTK");
        });
    }
}
