using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ntk.Bench.Accuracy;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Numerics;

/// <summary>A sample of the exhaustive float sweep of <c>bench -- accuracy</c>, for every lane.</summary>
internal sealed class SingleSweepTests
{
    private const int Stride = 4099;

    [Test]
    public void ScalarIsWithinOneUnit() => Check<ScalarLane<float>, ScalarLane<double>>();

    [Test]
    public void Lanes128AreWithinOneUnit() => Check<Lane128<float>, Lane128<double>>();

    [Test]
    public void Lanes256AreWithinOneUnit()
    {
        if (!Vector256.IsHardwareAccelerated)
            Assert.Ignore("This processor, or its settings, offers no 256-bit registers.");
        Check<Lane256<float>, Lane256<double>>();
    }

    [Test]
    public void Lanes512AreWithinOneUnit()
    {
        if (!Vector512.IsHardwareAccelerated)
            Assert.Ignore("This processor, or its settings, offers no 512-bit registers.");
        Check<Lane512<float>, Lane512<double>>();
    }

    [Test]
    public void TheSweepSeesAnErrorOfOneUnit()
    {
        const double Truth = 0.75;
        Assert.That(UnitsInTheLastPlace.Of(MathF.BitIncrement(0.75f), Truth), Is.EqualTo(1));
        Assert.That(UnitsInTheLastPlace.Of(0.5f, Math.BitDecrement(0.5)), Is.LessThan(1e-8));
        Assert.That(UnitsInTheLastPlace.Of(float.Epsilon, 0), Is.EqualTo(1));
        Assert.That(UnitsInTheLastPlace.Of(float.PositiveInfinity, double.PositiveInfinity), Is.Zero);
        Assert.That(UnitsInTheLastPlace.Of(float.MaxValue, double.PositiveInfinity), Is.EqualTo(1));
        Assert.That(UnitsInTheLastPlace.Of(float.NaN, 1), Is.EqualTo(double.PositiveInfinity));
        Assert.That(UnitsInTheLastPlace.Of(1, double.NaN), Is.EqualTo(double.PositiveInfinity));
        Assert.That(UnitsInTheLastPlace.Of(Math.BitIncrement(1.0), 1, 0), Is.EqualTo(1));
        Assert.That(UnitsInTheLastPlace.Of(double.Epsilon, 0, 0), Is.EqualTo(1));
    }

    private static void Check<TSingle, TDouble>()
        where TSingle : struct, ILane<TSingle, float>
        where TDouble : struct, ILane<TDouble, double>
    {
        Assert.Multiple(() =>
        {
            foreach (WorstCase worst in ElementarySweep.Run<TSingle, TDouble>(Stride))
                Assert.That(worst.Ulps, Is.LessThanOrEqualTo(LargestError), $"{worst}");
        });
    }

    // Without a fused multiply-add the remainders that are exact with it round; see docs/numerics.md.
    private static double LargestError => Fma.IsSupported ? 1 : 1.2;
}
