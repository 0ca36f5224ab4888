using Ntk.Solvers.Calibration;

namespace Ntk.Tests.Solvers;

/// <summary>The normal distribution against values of mpmath with 40 digits.</summary>
[TestFixture]
internal sealed class NormalDistributionTests
{
    [TestCase(-12.5, 3.7325642988777133772e-36, -81.575967870743883217)]
    [TestCase(-5, 2.8665157187919391167e-7, -15.064998393988725736)]
    [TestCase(-2.5, 0.006209665325776135167, -5.0816482772786904984)]
    [TestCase(-2, 0.0227501319481792072, -3.7831843336820319488)]
    [TestCase(-1.999, 0.022804176932658888693, -3.7808115609997646146)]
    [TestCase(-0.3, 0.38208857781104736269, -0.96210281816885066774)]
    [TestCase(0, 0.5, -0.69314718055994530942)]
    [TestCase(1.7, 0.95543453724145696051, -0.045589029170068930844)]
    [TestCase(6, 0.99999999901341235496, -9.8658764552437573169e-10)]
    public void DistributionIsThatOfMpmath(double x, double cumulative, double log)
    {
        Assert.That(NormalDistribution.Cumulative(x), Is.EqualTo(cumulative).Within(1e-12).Percent);
        Assert.That(NormalDistribution.LogCumulative(x), Is.EqualTo(log).Within(1e-12).Percent);
    }

    [Test]
    public void FarTailsNeitherUnderflowNorFail()
    {
        Assert.Multiple(() =>
        {
            Assert.That(NormalDistribution.LogCumulative(-40), Is.EqualTo(-804.60844201375378817).Within(1e-12).Percent);
            Assert.That(NormalDistribution.LogCumulative(-1e9), Is.EqualTo(-5e17).Within(1e-12).Percent);
            Assert.That(NormalDistribution.LogCumulative(double.NegativeInfinity), Is.EqualTo(double.NegativeInfinity));
            Assert.That(NormalDistribution.LogCumulative(double.PositiveInfinity), Is.Zero);
            Assert.That(NormalDistribution.Cumulative(double.NegativeInfinity), Is.Zero);
            Assert.That(NormalDistribution.Cumulative(double.NaN), Is.NaN);
        });
    }

    [TestCase(1e-300, -37.047096299361199237)]
    [TestCase(1e-20, -9.2623400897984075796)]
    [TestCase(0.001, -3.0902323061678135354)]
    [TestCase(0.074, -1.4466320671589785099)]
    [TestCase(0.076, -1.4325027208258116188)]
    [TestCase(0.3, -0.52440051270804081597)]
    [TestCase(0.5, 0)]
    [TestCase(0.975, 1.9599639845400538556)]
    [TestCase(0.9999, 3.7190164854557083867)]
    public void QuantilesAreThoseOfMpmath(double probability, double expected) =>
        Assert.That(NormalDistribution.Quantile(probability), Is.EqualTo(expected).Within(1e-13).Percent);

    [Test]
    public void QuantilesEndAtTheInfinitiesAndRefuseTheRest()
    {
        Assert.Multiple(() =>
        {
            Assert.That(NormalDistribution.Quantile(0), Is.EqualTo(double.NegativeInfinity));
            Assert.That(NormalDistribution.Quantile(1), Is.EqualTo(double.PositiveInfinity));
            Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(-0.1));
            Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(double.NaN));
        });
    }
}
