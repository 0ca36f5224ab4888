using Ntk.Bench.Suite;

namespace Ntk.Tests.Bench;

/// <summary>Medians and quartiles of rounds.</summary>
public class SampleTests
{
    // numpy.quantile(values, [0.25, 0.5, 0.75]).
    [TestCase(new[] { 3.0 }, 3, 3, 3)]
    [TestCase(new[] { 4.0, 1.0 }, 1.75, 2.5, 3.25)]
    [TestCase(new[] { 2.0, 9.0, 4.0 }, 3, 4, 6.5)]
    [TestCase(new[] { 5.0, 1.0, 2.0, 8.0, 7.0, 3.0 }, 2.25, 4, 6.5)]
    public void Quartiles_are_those_of_NumPy(double[] rounds, double lower, double median, double upper)
    {
        var sample = new Sample(rounds);
        Assert.Multiple(() =>
        {
            Assert.That(sample.LowerQuartile, Is.EqualTo(lower));
            Assert.That(sample.Median, Is.EqualTo(median));
            Assert.That(sample.UpperQuartile, Is.EqualTo(upper));
            Assert.That(sample.Spread, Is.EqualTo((upper - lower) / median));
        });
    }
}
