using System.Numerics;
using System.Runtime.Intrinsics;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Duals;

/// <summary>Every lane computes the same bits of every dual.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class DualLaneTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly DualPair[] Pairs = RandomPairs();

    private static IEnumerable<ActivationCase> Cases => [.. ActivationCase.Bent(), .. ActivationCase.Analytic(), .. ActivationCase.Tabulated()];

    [TestCaseSource(nameof(Cases))]
    public void SameBitsWithinRange(ActivationCase activation)
    {
        DualProbe probe = DualProbe.For(activation.Activation, Pairs);
        DualGaps[] expected = probe.Run<T, ScalarLane<T>>(Pairs);
        Assert.That(probe.Run<T, Lane128<T>>(Pairs), Is.EqualTo(expected), "128 bits");
        if (Vector256.IsHardwareAccelerated)
            Assert.That(probe.Run<T, Lane256<T>>(Pairs), Is.EqualTo(expected), "256 bits");
        if (Vector512.IsHardwareAccelerated)
            Assert.That(probe.Run<T, Lane512<T>>(Pairs), Is.EqualTo(expected), "512 bits");
        foreach (DualGaps gaps in expected)
        {
            Assert.That(gaps.Kernel, Is.InRange(0, 2));
            Assert.That(gaps.Slope, Is.InRange(-1e-6, 2 + 1e-6));
        }
    }

    private static DualPair[] RandomPairs()
    {
        // A narrow range of variances, where a table for an activation without a closed dual is quick to build.
        var random = new Random(77);
        var pairs = new List<DualPair>();
        for (int first = 0; first < 3; first++)
        {
            double own = 0.8 + 0.2 * random.NextDouble();
            for (int k = 0; k < 61; k++)
            {
                double haversine = 0.5 * Math.Pow(10, -12 * random.NextDouble() * random.NextDouble());
                pairs.Add(new(own, k == 0 ? own : 0.8 + 0.2 * random.NextDouble(), k % 2 == 0 ? haversine : -haversine));
            }
        }

        return [.. pairs];
    }
}
