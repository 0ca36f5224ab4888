using Ntk.Engine.Gram;
using Ntk.Solvers.Precision;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>Noise that is measured is the noise that was put in.</summary>
internal sealed class NoiseMeasureTests
{
    private const int Rows = 300;

    [Test]
    public void IndependentErrorsAreWhite()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 1.1, seed: 1), noisy = NoisyKernels.With(kernel, 1e-5, seed: 2), tail = Tail(kernel);
        NoiseMeasure found = NoiseMeasure.Between(kernel, noisy, tail);
        using GramMatrix<double> errors = NoisyKernels.Errors(Rows, 1e-5, seed: 2);
        var values = new double[Rows];
        LinearAlgebra.Default.Eigenvalues(errors.AsMatrix(), values.AsSpan());
        Assert.Multiple(() =>
        {
            Assert.That(found.Rms, Is.EqualTo(1e-5).Within(2).Percent);
            Assert.That(found.Mean, Is.Zero.Within(3e-5 / Rows * 2));
            Assert.That(found.Norm, Is.EqualTo(Math.Max(values[^1], -values[0])).Within(1).Percent);
            Assert.That(found.Whiteness, Is.EqualTo(1).Within(0.07));
            Assert.That(found.TailRms, Is.EqualTo(1e-5).Within(5).Percent);
        });
    }

    [Test]
    public void CommonErrorsAreNot()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 1.1, seed: 1), noisy = kernel.Clone();
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Rows; column++)
                noisy[row, column] += 1e-4;
        }

        using GramMatrix<double> tail = Tail(kernel);
        NoiseMeasure found = NoiseMeasure.Between(kernel, noisy, tail);
        Assert.Multiple(() =>
        {
            Assert.That(found.Rms, Is.EqualTo(1e-4).Within(1e-6).Percent);
            Assert.That(found.Mean, Is.EqualTo(1e-4).Within(1e-6).Percent);
            Assert.That(found.Norm, Is.EqualTo(1e-4 * Rows).Within(0.1).Percent);
            Assert.That(found.Whiteness, Is.EqualTo(Math.Sqrt(Rows) / 2).Within(0.1).Percent);
        });
    }

    [Test]
    public void EqualMatricesHaveNone()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(20, 1, 1.1, seed: 1), tail = Tail(kernel);
        Assert.That(NoiseMeasure.Between(kernel, kernel, tail), Is.EqualTo(NoiseMeasure.None));
    }

    [Test]
    public void AResidualIsThatOfIndependentErrors()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 0.6, seed: 1), noisy = NoisyKernels.With(kernel, 1e-6, seed: 2), right = TestMatrices.Random(Rows, 5, seed: 3), solution = right.Clone();
        LinearAlgebra.Default.Potrf(Triangle.Lower, noisy.AsMatrix());
        LinearAlgebra.Default.Potrs<double>(Triangle.Lower, noisy.AsMatrix(), solution.AsMatrix());
        using var wrong = new GramMatrix<double>(Rows + 1, 5);
        Assert.Multiple(() =>
        {
            Assert.That(ResidualNoise.Of(kernel, solution, right), Is.EqualTo(1e-6).Within(15).Percent);
            Assert.Throws<DimensionMismatchException>(() => ResidualNoise.Of(kernel, wrong, right));
        });
    }

    private static GramMatrix<double> Tail(GramMatrix<double> kernel)
    {
        using GramMatrix<double> vectors = kernel.Clone();
        LinearAlgebra.Default.Syevd(vectors.AsMatrix(), new double[kernel.Rows].AsSpan());
        var tail = new GramMatrix<double>(kernel.Rows / 2, kernel.Rows);
        for (int row = 0; row < tail.Rows; row++)
            vectors.Row(row).CopyTo(tail.Row(row));
        return tail;
    }
}
