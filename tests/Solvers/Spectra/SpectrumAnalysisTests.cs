using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Tests.Solvers.Spectra;

/// <summary>What spectra in closed form tell.</summary>
internal sealed class SpectrumAnalysisTests
{
    [TestCase(1.0, 0.8)]
    [TestCase(3.0, 1.7)]
    [TestCase(1e-6, 3.0)]
    public void APowerLawIsFoundExactly(double prefactor, double exponent)
    {
        PowerLawFit fit = new SpectrumAnalysis(PowerLaw(1000, prefactor, exponent), 1e-18).FitTail();
        Assert.Multiple(() =>
        {
            Assert.That(fit.Exponent, Is.EqualTo(exponent).Within(1e-10));
            Assert.That(fit.Prefactor, Is.EqualTo(prefactor).Within(1e-8).Percent);
            Assert.That(fit.StandardError, Is.LessThan(1e-10));
            Assert.That(fit.RSquared, Is.EqualTo(1).Within(1e-12));
            Assert.That((fit.First, fit.Last), Is.EqualTo((11, 1000)));
            Assert.That(fit.At(20), Is.EqualTo(prefactor * Math.Pow(20, -exponent)).Within(1e-8).Percent);
        });
    }

    [Test]
    public void TheFitIsThatOfLeastSquares()
    {
        // Three points by hand: x = 0, ln 2, ln 3 and y = 0, −1, −1.
        double a = Math.Log(2), b = Math.Log(3), mean = (a + b) / 3;
        double sxx = mean * mean + (a - mean) * (a - mean) + (b - mean) * (b - mean), sxy = -(a - mean) - (b - mean);
        double slope = sxy / sxx, intercept = -2.0 / 3 - slope * mean;
        double rest = intercept * intercept + Math.Pow(-1 - intercept - slope * a, 2) + Math.Pow(-1 - intercept - slope * b, 2);
        PowerLawFit fit = PowerLawFit.Of([1, Math.Exp(-1), Math.Exp(-1)], 1, 3);
        Assert.Multiple(() =>
        {
            Assert.That(fit.Exponent, Is.EqualTo(-slope).Within(1e-14));
            Assert.That(fit.Prefactor, Is.EqualTo(Math.Exp(intercept)).Within(1e-14));
            Assert.That(fit.StandardError, Is.EqualTo(Math.Sqrt(rest / sxx)).Within(1e-14));
            Assert.That(fit.RSquared, Is.EqualTo(1 - rest / (2.0 / 3)).Within(1e-14));
        });
    }

    [Test]
    public void StandardErrorsCoverIndependentDeviations()
    {
        int covered = 0;
        const int Runs = 200;
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            double[] values = [.. PowerLaw(200, 1, 1.2).Select(value => value * Math.Exp(0.1 * (random.NextDouble() - 0.5)))];
            PowerLawFit fit = PowerLawFit.Of(values, 5, 200);
            covered += Math.Abs(fit.Exponent - 1.2) <= 2 * fit.StandardError ? 1 : 0;
        }

        Assert.That(covered, Is.InRange(0.9 * Runs, Runs));
    }

    [Test]
    public void TheLeadingValuesAndThoseBelowTheNoiseAreLeftOut()
    {
        double[] values = PowerLaw(500, 1, 2);
        values[0] = 1e3;
        for (int i = 300; i < values.Length; i++)
            values[i] = 1e-9 * Math.Cos(i);
        var analysis = new SpectrumAnalysis(values, 1e-12);
        PowerLawFit fit = analysis.FitTail();
        Assert.Multiple(() =>
        {
            Assert.That(analysis.NoiseFloor, Is.EqualTo(500 * 1e-12 * 1e3));
            Assert.That(analysis.NumericalRank, Is.EqualTo(300));
            Assert.That((fit.First, fit.Last), Is.EqualTo((11, 300)));
            Assert.That(fit.Exponent, Is.EqualTo(2).Within(1e-10));
        });
    }

    [Test]
    public void WindowsOfTooFewValuesAreRefused()
    {
        Assert.Throws<PowerLawWindowException>(() => PowerLawFit.Of([3, 2], 1, 2));
        Assert.Throws<PowerLawWindowException>(() => PowerLawFit.Of([3, 2, 1], 0, 3));
        Assert.Throws<PowerLawWindowException>(() => PowerLawFit.Of([3, 2, 1], 1, 4));
        Assert.Throws<PowerLawWindowException>(() => PowerLawFit.Of([3, 2, -1], 1, 3));
        PowerLawWindowException error = Assert.Throws<PowerLawWindowException>(() => SpectrumAnalysis.Of<double>([5, 0, 0, 0]).FitTail())!;
        Assert.That((error.First, error.Last), Is.EqualTo((1, 1)));
        Assert.Throws<ArgumentException>(() => SpectrumAnalysis.Of<double>([]));
        Assert.Throws<ArgumentException>(() => SpectrumAnalysis.Of<double>([1, double.NaN]));
    }

    [Test]
    public void SumsAreTheirClosedForms()
    {
        SpectrumAnalysis analysis = SpectrumAnalysis.Of<double>([2, 8, 4]);
        Assert.Multiple(() =>
        {
            Assert.That(analysis.Eigenvalues.ToArray(), Is.EqualTo((double[])[8, 4, 2]));
            Assert.That((analysis.Order, analysis.Largest, analysis.Smallest, analysis.Trace, analysis.NumericalRank), Is.EqualTo((3, 8.0, 2.0, 14.0, 3)));
            Assert.That(analysis.Condition(), Is.EqualTo(4));
            Assert.That(analysis.Condition(1), Is.EqualTo(3));
            Assert.That(analysis.EffectiveDimension(2), Is.EqualTo(0.8 + 4.0 / 6 + 0.5).Within(1e-15));
            Assert.That(analysis.EffectiveDimension(0), Is.EqualTo(3));
            Assert.That(analysis.LogDeterminant(), Is.EqualTo(Math.Log(64)).Within(1e-15));
            Assert.That(analysis.NoiseFloor, Is.EqualTo(3 * Math.ScaleB(1, -53) * 8));
        });
    }

    [Test]
    public void ASingularMatrixHasNoLogarithm()
    {
        SpectrumAnalysis analysis = SpectrumAnalysis.Of<float>([1, 0.5f, -1e-9f]);
        Assert.That(analysis.Condition(), Is.EqualTo(double.PositiveInfinity));
        Assert.That(analysis.NumericalRank, Is.EqualTo(2));
        Assert.Throws<RidgeTooSmallException>(() => analysis.LogDeterminant());
        Assert.Throws<RidgeTooSmallException>(() => analysis.EffectiveDimension(0));
        Assert.That(analysis.LogDeterminant(1e-3), Is.EqualTo(Math.Log(1.001) + Math.Log(0.501) + Math.Log(1e-3)).Within(1e-5));
    }

    /// <summary>At the critical size the smallest eigenvalue, C/n·m^(1−α), is as large as the norm of the errors, √(2m)·σ.</summary>
    [TestCase(1.3)]
    [TestCase(2.4)]
    public void TheCriticalSizeIsWhereNoiseMeetsTheTail(double exponent)
    {
        const int Order = 2000;
        SpectrumAnalysis analysis = SpectrumAnalysis.Of<double>(PowerLaw(Order, 5.0 * Order, exponent));
        PowerLawFit fit = PowerLawFit.Of(analysis.Eigenvalues, 1, 50);
        (double Rows, double Roundoff)[] cases = [(analysis.CriticalSize<float>(fit), Math.ScaleB(1, -24)), (analysis.CriticalSize<double>(fit), Math.ScaleB(1, -53))];
        foreach ((double rows, double roundoff) in cases)
            Assert.That(5 * Math.Pow(rows, 1 - exponent), Is.EqualTo(Math.Sqrt(2 * rows) * roundoff * analysis.Trace / Order).Within(1e-6).Percent);
        Assert.That((fit with { Exponent = 0.5 }).CriticalSize(Order, 1e-8), Is.EqualTo(double.PositiveInfinity));
    }

    private static double[] PowerLaw(int count, double prefactor, double exponent) => [.. Enumerable.Range(1, count).Select(m => prefactor * Math.Pow(m, -exponent))];
}
