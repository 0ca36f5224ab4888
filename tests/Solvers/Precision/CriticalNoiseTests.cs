using Ntk.Engine.Gram;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>The critical noise beside closed forms, a search by a grid, and random matrices.</summary>
internal sealed class CriticalNoiseTests
{
    [TestCase(1, 3.0)]
    [TestCase(100, 1.0)]
    [TestCase(5000, 1e-7)]
    public void EqualEigenvaluesBearHalfTheirSizeOverTheRoot(int rows, double value) =>
        Assert.That(CriticalNoise.Of(Enumerable.Repeat(value, rows).ToArray()), Is.EqualTo(value / (2 * Math.Sqrt(rows))).Within(1e-12).Percent);

    [TestCase(0.5)]
    [TestCase(1.4)]
    [TestCase(3.0)]
    public void ItIsTheNoiseWhoseEdgeIsZero(double exponent)
    {
        // The lower edge is the largest w − σ²·Σ 1/(λ − w) over w below all λ; it is zero for σ² = max w/Σ 1/(λ − w).
        double[] values = PowerLaw(60, 2, exponent);
        double best = Enumerable.Range(1, 99_999).Max(step =>
        {
            double w = values[^1] * step / 100_000;
            return w / values.Sum(value => 1 / (value - w));
        });
        Assert.That(CriticalNoise.Of(values), Is.EqualTo(Math.Sqrt(best)).Within(1e-6).Percent);
    }

    [Test]
    public void ARidgeShiftsAllEigenvalues() =>
        Assert.That(CriticalNoise.Of([1, 2, 3], ridge: 0.5), Is.EqualTo(CriticalNoise.Of([1.5, 2.5, 3.5])));

    [Test]
    public void AMatrixThatIsNotPositiveDefiniteBearsNone() =>
        Assert.Multiple(() =>
        {
            Assert.That(CriticalNoise.Of([1, 0]), Is.Zero);
            Assert.That(CriticalNoise.Of([1, -1e-9], ridge: 1e-10), Is.Zero);
        });

    [TestCase(0.8)]
    [TestCase(1.5)]
    public void APowerLawOfManyRowsIsThatOfItsEigenvalues(double exponent)
    {
        const int Rows = 3000, Order = 500;
        var law = new PowerLawFit(exponent, 0, 7, 1, 1, Order);
        double[] values = [.. PowerLaw(Rows, 7, exponent).Select(value => value * Rows / Order)];
        Assert.Multiple(() =>
        {
            Assert.That(CriticalNoise.Of(law, Order, Rows), Is.EqualTo(CriticalNoise.Of(values)).Within(1e-9).Percent);
            Assert.That(CriticalNoise.Of(law, Order, Rows, 0.3), Is.EqualTo(CriticalNoise.Of(values, 0.3)).Within(1e-9).Percent);
            Assert.That(CriticalNoise.Factor(exponent) * 7 / Order * Math.Pow(Rows, 0.5 - exponent), Is.EqualTo(CriticalNoise.Of(values)).Within(1).Percent);
            Assert.That(CriticalNoise.Of(law, Order, 100.0 * Rows), Is.EqualTo(CriticalNoise.Of(values) * Math.Pow(100, 0.5 - exponent)).Within(1).Percent);
        });
    }

    [Test]
    public void TheFactorOfEqualEigenvaluesIsOneHalf() => Assert.That(CriticalNoise.Factor(0), Is.EqualTo(0.5).Within(1e-9).Percent);

    [TestCase(0.5)]
    [TestCase(1.5)]
    public void RandomMatricesTurnIndefiniteThere(double exponent)
    {
        const int Rows = 300;
        double[] values = PowerLaw(Rows, 1, exponent);
        double critical = CriticalNoise.Of(values);
        using GramMatrix<double> kernel = TestMatrices.WithEigenvalues(values, seed: 3);
        double Smallest(double noise)
        {
            using GramMatrix<double> noisy = NoisyKernels.With(kernel, noise, seed: 5);
            var found = new double[Rows];
            LinearAlgebra.Default.Eigenvalues(noisy.AsMatrix(), found.AsSpan());
            return found[0];
        }

        Assert.Multiple(() =>
        {
            Assert.That(Smallest(0.85 * critical), Is.Positive);
            Assert.That(Smallest(1.15 * critical), Is.Negative);
        });
    }

    private static double[] PowerLaw(int count, double prefactor, double exponent) => [.. Enumerable.Range(1, count).Select(index => prefactor * Math.Pow(index, -exponent))];
}
