using Ntk.Engine.Gram;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>Predicted critical sizes: closed forms, errors of fits, and kernels that fail where it was predicted.</summary>
internal sealed class CriticalSizeTests
{
    [TestCase(1.5, 1e-6)]
    [TestCase(0.9, 1e-3)]
    public void BothLinesMeetThere(double exponent, double noise)
    {
        const int Order = 1000;
        var law = new PowerLawFit(exponent, 0.01, 40, 1, 11, Order);
        double norms = CriticalSize.Of(law, Order, noise).Rows, edge = CriticalSize.OfEdge(law, Order, noise).Rows;
        Assert.Multiple(() =>
        {
            Assert.That(40.0 / Order * Math.Pow(norms, 1 - exponent), Is.EqualTo(Math.Sqrt(2 * norms) * noise).Within(1e-9).Percent);
            Assert.That(CriticalNoise.Of(law, Order, edge), Is.EqualTo(noise).Within(2).Percent);
        });
    }

    [Test]
    public void EigenvaluesThatFallNoFasterThanErrorsGrowNeverFail()
    {
        var law = new PowerLawFit(0.5, 0.01, 40, 1, 11, 100);
        Assert.Multiple(() =>
        {
            Assert.That(CriticalSize.Of(law, 100, 1e-6), Is.EqualTo(new CriticalSize(double.PositiveInfinity, double.PositiveInfinity)));
            Assert.That(CriticalSize.OfEdge(law, 100, 1e-6).Rows, Is.EqualTo(double.PositiveInfinity));
        });
    }

    [Test]
    public void TheStandardErrorIsTheSpreadOverIndependentDeviations()
    {
        const int Order = 400, Runs = 400;
        var logs = new double[Runs];
        double stated = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            double[] values = [.. Enumerable.Range(1, Order).Select(index => 10 * Math.Pow(index, -1.3) * Math.Exp(0.2 * NoisyKernels.Normal(random)))];
            CriticalSize size = CriticalSize.Of(PowerLawFit.Of(values, 5, Order), Order, 1e-7);
            logs[run] = Math.Log(size.Rows);
            stated += size.StandardError / Runs;
        }

        double mean = logs.Average(), spread = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));
        Assert.That(stated, Is.EqualTo(spread).Within(10).Percent);
    }

    [TestCase(1.2, 60)]
    [TestCase(1.2, 200)]
    [TestCase(1.8, 60)]
    [TestCase(1.8, 200)]
    public void KernelsFailWhereItWasPredicted(double exponent, int target)
    {
        const int Rows = 400;
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, exponent, seed: 1);
        double noise = CriticalNoise.Of(SpectrumOf(kernel, target).Eigenvalues);
        int[] sizes = [25, 50, 100, 200, 400];
        var curve = new CriticalNoiseCurve(sizes.Select(size => (size, CriticalNoise.Of(SpectrumOf(kernel, size).Eigenvalues))));
        TailFits fits = TailFits.Of(SpectrumOf(kernel, Rows))!;

        var observed = new List<int>();
        for (int seed = 0; seed < 5; seed++)
        {
            using GramMatrix<double> noisy = NoisyKernels.With(kernel, noise, seed);
            using NestedCholesky<double> factor = NestedCholesky<double>.Factor(Rows, block => Fill(block, noisy));
            observed.Add(factor.FailingRows ?? Rows + 1);
        }

        observed.Sort();
        double median = observed[2];
        Assert.Multiple(() =>
        {
            Assert.That(curve.RowsAt(noise) / median, Is.InRange(1 / 1.4, 1.4), $"edge of the spectra, observed {median}");
            Assert.That(CriticalSize.OfEdge(fits.Tail, Rows, noise).Rows / median, Is.InRange(0.5, 2), $"edge of the law, observed {median}");

            // Where eigenvalues fall slowly, what is beyond the m-th adds to all of m rows, which no fit of the law knows of.
            Assert.That(CriticalSize.Of(fits.Tail, Rows, noise).Rows / median, Is.InRange(1 / 3.0, 2), $"norms, observed {median}");
        });
    }

    [Test]
    public void AnExactPowerLawIsTheSameInAllWindows()
    {
        TailFits fits = TailFits.Of(new SpectrumAnalysis([.. Enumerable.Range(1, 1000).Select(index => Math.Pow(index, -1.4))], 1e-18))!;
        Assert.Multiple(() =>
        {
            Assert.That(fits.Windows, Has.Count.EqualTo(7));
            Assert.That(fits.Windows.Select(fit => fit.Exponent), Is.All.EqualTo(1.4).Within(1e-9));
            Assert.That(fits.Windows.Select(fit => fit.Last).Distinct(), Is.EquivalentTo(new[] { 500, 1000 }));
            Assert.That(TailFits.Of(new SpectrumAnalysis([1, 0, 0], 1e-16)), Is.Null);
        });
    }

    [Test]
    public void ACurveIsContinuedAlongItsSlope()
    {
        double Noise(double rows) => 3 * Math.Pow(rows, -0.9);
        var curve = new CriticalNoiseCurve(new[] { 10, 40, 90, 300 }.Select(rows => (rows, Noise(rows))));
        PowerLawFit law = curve.Law(300)!;
        Assert.Multiple(() =>
        {
            Assert.That(curve.Slope, Is.EqualTo(-0.9).Within(1e-12));
            foreach (double rows in new[] { 5.0, 10, 33, 300, 1e6 })
            {
                Assert.That(curve.At(rows), Is.EqualTo(Noise(rows)).Within(1e-9).Percent);
                Assert.That(curve.RowsAt(Noise(rows)), Is.EqualTo(rows).Within(1e-9).Percent);
                Assert.That(CriticalNoise.Of(law, 300, rows * 1000), Is.EqualTo(Noise(rows * 1000)).Within(1).Percent);
            }

            Assert.That(curve.RowsAt(rows => 1e-6 * Math.Pow(rows, 0.6)), Is.EqualTo(Math.Pow(3e6, 1 / 1.5)).Within(1e-9).Percent);
            Assert.That(curve.RowsAt(rows => 1e-6 * Math.Pow(rows, -1)), Is.EqualTo(double.PositiveInfinity));
            Assert.That(new CriticalNoiseCurve([(10, 1), (20, 2), (40, 4)]).RowsAt(0.5), Is.EqualTo(double.PositiveInfinity));
            Assert.Throws<ArgumentException>(() => new CriticalNoiseCurve([(10, 1), (20, 0)]));
        });
    }

    private static SpectrumAnalysis SpectrumOf(GramMatrix<double> kernel, int rows)
    {
        using var block = new GramMatrix<double>(rows, rows);
        for (int row = 0; row < rows; row++)
            kernel.Row(row)[..rows].CopyTo(block.Row(row));
        var values = new double[rows];
        LinearAlgebra.Default.Eigenvalues(block.AsMatrix(), values.AsSpan());
        return new(values, 1e-16);
    }

    private static void Fill(GramMatrix<double> block, GramMatrix<double> source)
    {
        for (int row = 0; row < block.Rows; row++)
            source.Row(row)[..(row + 1)].CopyTo(block.Row(row));
    }
}
