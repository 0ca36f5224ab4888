using Ntk.Solvers.Selection;

namespace Ntk.Tests.Solvers;

/// <summary>Paired comparisons against SciPy's binomtest(b, b + c, 0.5) and the sample variance.</summary>
internal sealed class PairedAccuracyTests
{
    [TestCase(0, 0, 1.0)]
    [TestCase(0, 1, 1.0)]
    [TestCase(2, 8, 0.109375)]
    [TestCase(8, 2, 0.109375)]
    [TestCase(5, 5, 1.0)]
    [TestCase(0, 6, 0.03125)]
    [TestCase(40, 61, 0.04604406692934279)]
    [TestCase(1200, 1000, 2.181702640791419e-05)]
    [TestCase(0, 1100, 0.0)]
    public void The_probability_of_chance_is_that_of_SciPy(int firstOnly, int secondOnly, double expected) =>
        Assert.That(new PairedAccuracy(5000, firstOnly, secondOnly).PValue, Is.EqualTo(expected).Within(1e-9).Percent);

    [Test]
    public void Counts_differences_and_their_errors_are_those_of_the_rows()
    {
        var random = new Random(1);
        bool[] first = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.8)], second = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.7)];
        double[] differences = [.. first.Zip(second, (a, b) => (a ? 1.0 : 0) - (b ? 1.0 : 0))];
        double mean = differences.Average();
        PairedAccuracy paired = PairedAccuracy.Of(first, second);
        Assert.Multiple(() =>
        {
            Assert.That(paired.Rows, Is.EqualTo(400));
            Assert.That(paired.FirstOnly, Is.EqualTo(differences.Count(difference => difference > 0)));
            Assert.That(paired.SecondOnly, Is.EqualTo(differences.Count(difference => difference < 0)));
            Assert.That(paired.Difference, Is.EqualTo(mean).Within(1e-14));
            Assert.That(paired.StandardError, Is.EqualTo(Math.Sqrt(differences.Average(difference => Math.Pow(difference - mean, 2)) / 400)).Within(1e-14));
        });
    }

    [Test]
    public void Rows_that_do_not_pair_are_refused()
    {
        Assert.That(() => PairedAccuracy.Of([true], [true, false]), Throws.TypeOf<DimensionMismatchException>());
        Assert.That(() => PairedAccuracy.Of([], []), Throws.TypeOf<DimensionMismatchException>());
    }
}
