using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Duals;

/// <summary>Every dual against its definition, over variances and correlations from −1 to 1.</summary>
[TestFixtureSource(nameof(Cases))]
internal sealed class DualDefinitionTests(ActivationCase activation)
{
    private static readonly double[] Variances = [0.02, 0.9, 4];

    // Powers of two and sums of few, so that float holds them exactly: from 1 − c = 2⁻²⁹ through 0 to 1 + c = 2⁻²⁹.
    private static readonly double[] Haversines =
        [0, Math.ScaleB(1, -30), Math.ScaleB(1, -12), 0.0625, 0.28125, 0.5, -0.5, -0.40625, -0.125, -Math.ScaleB(1, -12), -Math.ScaleB(1, -30), -0.0];

    private static readonly DualPair[] Pairs =
        [.. from first in Variances from second in Variances from haversine in Haversines select new DualPair(first, second, haversine)];

    private readonly DualProbe probe = DualProbe.For(activation.Activation, Pairs);
    private DualGaps[] expected = [];

    private static IEnumerable<ActivationCase> Cases => [.. ActivationCase.Bent(), .. ActivationCase.Analytic()];

    [OneTimeSetUp]
    public void EvaluateDefinition() => expected = Array.ConvertAll(Pairs, pair => SlowDual.Gaps(activation, pair));

    [Test]
    public void DoubleAgrees() => RequireClose<double, ScalarLane<double>>(2e-14, 1e-7);

    [Test]
    public void FloatAgrees() => RequireClose<float, Lane128<float>>(5e-7, 4e-6);

    [Test]
    public void DiagonalAgrees()
    {
        foreach (double variance in new[] { 1e-6, 0.02, 0.9, 4 })
        {
            DualDiagonal actual = probe.Diagonal(variance);
            (double kernel, double slope) = SlowDual.Diagonal(activation, variance);
            Assert.That(actual.Variance, Is.EqualTo(kernel).Within(1e-13 * kernel), $"κ({variance})");
            Assert.That(actual.Slope, Is.EqualTo(slope).Within(1e-13 * slope), $"κ̇({variance})");
        }
    }

    [Test]
    public void DuplicatesAreExact()
    {
        foreach (double variance in Variances)
        {
            DualGaps gaps = probe.Run<double, ScalarLane<double>>([new(variance, variance, 0)])[0];
            Assert.That(gaps.Kernel, Is.InRange(0, 1e-30));
            if (HasSlope(variance))
                Assert.That(gaps.Slope, Is.Zero.Within(4e-16));
        }
    }

    [Test]
    public void SwappingTheRowsChangesNothingButRounding()
    {
        DualGaps[] one = probe.Run<double, ScalarLane<double>>(Pairs);
        DualPair[] swapped = Array.ConvertAll(Pairs, p => new DualPair(p.Second, p.First, p.Haversine));
        for (int i = 0; i < Pairs.Length; i++)
        {
            DualGaps other = probe.Run<double, ScalarLane<double>>([swapped[i]])[0];
            Assert.That(one[i].Kernel, Is.EqualTo(other.Kernel).Within(1e-14), $"{Pairs[i]}");
            Assert.That(one[i].Slope, Is.EqualTo(other.Slope).Within(2e-14), $"{Pairs[i]}");
        }
    }

    /// <summary>Absolutely in the golden files' error measure and, for pairs of equal variance near c = 1, relative to 1 − c'.</summary>
    private void RequireClose<T, TLane>(double tolerance, double relative)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        DualGaps[] actual = probe.Run<T, TLane>(Pairs);
        Assert.Multiple(() =>
        {
            for (int i = 0; i < Pairs.Length; i++)
            {
                string where = $"{Pairs[i]}, variances and haversine";
                Assert.That(actual[i].Kernel, Is.EqualTo(expected[i].Kernel).Within(tolerance), "1 − c' at " + where);
                if (HasSlope(1))
                    Assert.That(actual[i].Slope, Is.EqualTo(expected[i].Slope).Within(tolerance), "slope gap at " + where);
                if (Pairs[i].First == Pairs[i].Second && Pairs[i].Haversine is > 0 and < 0.01)
                    Assert.That(actual[i].Kernel, Is.EqualTo(expected[i].Kernel).Within(relative * expected[i].Kernel), "digits of 1 − c' at " + where);
            }
        });
    }

    /// <summary>Where φ' vanishes, its normalised kernel is without meaning and without effect.</summary>
    private bool HasSlope(double variance) => SlowDual.Diagonal(activation, variance).Slope > 0;
}
