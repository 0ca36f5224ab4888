using Ntk.Bench.Suite;
using Ntk.Solvers.Spectra;

namespace Ntk.Tests.Bench;

/// <summary>Exponents of costs.</summary>
public class ScalingTests
{
    // F. J. Anscombe, Graphs in statistical analysis, 1973: the first of his four sets, with its published regression.
    private static readonly double[] AnscombeX = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    private static readonly double[] AnscombeY = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

    [Test]
    public void A_line_through_Anscombes_points_is_the_published_one()
    {
        LineFit line = LineFit.Of(AnscombeX, AnscombeY);
        Assert.Multiple(() =>
        {
            Assert.That(line.Slope, Is.EqualTo(0.5001).Within(5e-5));
            Assert.That(line.StandardError, Is.EqualTo(0.1179).Within(5e-5));
            Assert.That(line.Intercept, Is.EqualTo(3.0001).Within(5e-5));
            Assert.That(line.RSquared, Is.EqualTo(0.6665).Within(5e-5));
        });
    }

    [TestCase(1.0, 3e-6)]
    [TestCase(2.5, 1e-9)]
    public void A_power_law_gives_its_exponent_without_an_error(double exponent, double prefactor)
    {
        Scaling scaling = Scaling.Of("law", "n", exponent, new[] { 4000.0, 500, 1000, 2000 }.Select(n => new ScalingPoint(n, prefactor * Math.Pow(n, exponent))));
        Assert.Multiple(() =>
        {
            Assert.That(scaling.Exponent, Is.EqualTo(exponent).Within(1e-12));
            Assert.That(scaling.StandardError, Is.LessThan(1e-12));
            Assert.That(scaling.At(3000), Is.EqualTo(prefactor * Math.Pow(3000, exponent)).Within(1e-10).Percent);
            Assert.That(scaling.Points.Select(point => point.X), Is.Ordered);
        });
    }

    [Test]
    public void The_standard_error_is_the_spread_of_exponents_over_noisy_runs()
    {
        double[] sizes = [500, 1000, 2000, 4000, 8000];
        var random = new Random(7);
        Scaling[] runs = [.. Enumerable.Range(0, 4000).Select(_ => Scaling.Of("law", "n", 3, sizes.Select(n => new ScalingPoint(n, 1e-9 * Math.Pow(n, 3) * Math.Exp(0.1 * Normal(random))))))];
        double mean = runs.Average(run => run.Exponent), spread = Math.Sqrt(runs.Average(run => (run.Exponent - mean) * (run.Exponent - mean)));
        double stated = Math.Sqrt(runs.Average(run => run.StandardError * run.StandardError));
        Assert.Multiple(() =>
        {
            Assert.That(mean, Is.EqualTo(3).Within(4 * spread / Math.Sqrt(runs.Length)));
            Assert.That(stated, Is.EqualTo(spread).Within(5).Percent);
        });
    }

    [Test]
    public void Points_without_a_line_are_refused() => Assert.Multiple(() =>
    {
        Assert.Throws<ArgumentException>(() => LineFit.Of([1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => LineFit.Of([1, 2, 3], [1, 2]));
        Assert.Throws<ArgumentException>(() => LineFit.Of([2, 2, 2], [1, 2, 3]));
    });

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
