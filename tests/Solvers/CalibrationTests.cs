using System.Numerics.Tensors;
using Ntk.Solvers.Calibration;

namespace Ntk.Tests.Solvers;

/// <summary>Probabilities of classes, and figures of calibration, against closed forms, quadrature in 40 digits and slow twins.</summary>
[TestFixture]
internal sealed class CalibrationTests
{
    [Test]
    public void OfTwoClassesTheLargerHasAClosedForm([Values(0.01, 1, 30)] double deviation, [Values(-0.7, 0, 1e-3, 2)] double difference)
    {
        Tensor<double> p = ClassProbabilities.Largest<double>(Rows([[difference, 0]]), Values(deviation * deviation));
        double expected = NormalDistribution.Cumulative(difference / (Math.Sqrt(2) * deviation));
        Assert.That(p[0, 0], Is.EqualTo(expected).Within(1e-10).Percent);
        Assert.That(p[0, 1], Is.EqualTo(NormalDistribution.Cumulative(-difference / (Math.Sqrt(2) * deviation))).Within(1e-10).Percent);
    }

    [Test]
    public void ProbabilitiesAreThoseOfMpmath()
    {
        Tensor<double> three = ClassProbabilities.Largest<double>(Rows([[0.5, -0.1, 0.2]]), Values(0.16));
        Tensor<double> ten = ClassProbabilities.Largest<double>(Rows([[0.9, -0.1, -0.1, -0.1, -0.05, 0, 0.1, -0.2, -0.1, -0.1]]), Values(0.0025));
        double[] expected =
            [1, 1.0442433751961325e-45, 1.0442433751961325e-45, 1.0442433751961325e-45, 1.8846071578842326e-41, 2.0685158643157732e-37, 5.6121485864914629e-30, 7.2041922525547628e-55, 1.0442433751961325e-45, 1.0442433751961325e-45];
        Assert.Multiple(() =>
        {
            Assert.That(three.ToArray(), Is.EqualTo((double[])[0.64602386356529371, 0.088387592021124993, 0.2655885444135813]).Within(1e-11).Percent);
            Assert.That(ten.ToArray(), Is.EqualTo(expected).Within(1e-9).Percent);
        });
    }

    [Test]
    public void ProbabilitiesAreIntegralsOnAFineGrid([Values(2, 10, 60)] int classes)
    {
        const double deviation = 0.3, step = 0.01;
        var random = new Random(classes);
        double[] mean = [.. Enumerable.Range(0, classes).Select(_ => random.NextDouble())];
        Tensor<double> found = ClassProbabilities.Largest<double>(Rows([mean]), Values(deviation * deviation));
        for (int c = 0; c < classes; c++)
        {
            double sum = 0;
            for (double z = -10; z <= 14; z += step)
                sum += step * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * mean.Where((_, j) => j != c).Aggregate(1.0, (product, other) => product * NormalDistribution.Cumulative(z + (mean[c] - other) / deviation));
            Assert.That(found[0, c], Is.EqualTo(sum).Within(1e-10).Percent);
        }
    }

    [TestCase(0.0, 0.0, 0.0, ExpectedResult = new[] { 1.0 / 3, 1.0 / 3, 1.0 / 3 })]
    [TestCase(1.0, 1.0, 0.0, ExpectedResult = new[] { 0.5, 0.5, 0.0 })]
    [TestCase(1.0, 2.0, 0.0, ExpectedResult = new[] { 0.0, 1.0, 0.0 })]
    public double[] WithoutVarianceTheLargestShare(double a, double b, double c) =>
        ClassProbabilities.Largest<double>(Rows([[a, b, c]]), Values(-1e-18)).ToArray();

    [Test]
    public void ExtremeOutputsStayDistributions([Values(1e-300, 1e-8, 1e300)] double variance)
    {
        Tensor<double> p = ClassProbabilities.Largest<double>(Rows([[1e150, 3, -1e150], [1, 1 + 1e-9, 1]]), Values(variance, variance));
        Assert.That(p.ToArray().Take(3).Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(p.ToArray(), Is.All.InRange(0, 1));
    }

    [Test]
    public void SoftmaxIsItsDefinitionAndDoesNotOverflow()
    {
        Tensor<double> p = ClassProbabilities.Softmax<double>(Rows([[1, 2, 4], [1e308, 0, -1e308]]), temperature: 2);
        double sum = Math.Exp(0.5) + Math.Exp(1) + Math.Exp(2);
        Assert.That(p.ToArray(), Is.EqualTo((double[])[Math.Exp(0.5) / sum, Math.Exp(1) / sum, Math.Exp(2) / sum, 1, 0, 0]).Within(1e-14));
    }

    [Test]
    public void TheTemperatureIsWhereTheLikelihoodIsStationary()
    {
        var random = new Random(3);
        double[][] mean = [.. Enumerable.Range(0, 200).Select(_ => (double[])[random.NextDouble(), random.NextDouble(), random.NextDouble()])];
        int[] labels = [.. mean.Select(row => random.NextDouble() < 0.6 ? Array.IndexOf(row, row.Max()) : random.Next(3))];
        Tensor<double> rows = Rows(mean);
        double temperature = Temperature.Fit<double>(rows, labels);
        Tensor<double> p = ClassProbabilities.Softmax<double>(rows, temperature);

        // ∂/∂β Σ log softmax(βμ)_label = Σ (μ_label − Σ p_c·μ_c).
        double slope = Enumerable.Range(0, 200).Sum(row => mean[row][labels[row]] - Enumerable.Range(0, 3).Sum(c => p[row, c] * mean[row][c]));
        Assert.That(slope, Is.Zero.Within(1e-4));
    }

    [Test]
    public void OfSeparatedRowsTheColdestTemperatureIsTheBest()
    {
        double temperature = Temperature.Fit<double>(Rows([[1, 0], [0, 1]]), [0, 1]);
        Assert.That(temperature, Is.LessThan(1e-2));
        Assert.That(Temperature.Fit<double>(Rows([[0, 0]]), [0]), Is.EqualTo(1));
    }

    [Test]
    public void FiguresAreThoseByHand()
    {
        // Bins of a half: the first row is in (0, ½], the others in (½, 1].
        ClassificationCalibration found = ClassificationCalibration.Of(Rows([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.6, 0.4, 0]]), [1, 1, 0], bins: 2);
        Assert.Multiple(() =>
        {
            Assert.That(found.Accuracy, Is.EqualTo(2 / 3.0).Within(1e-15));
            Assert.That(found.NegativeLogLikelihood, Is.EqualTo(-(Math.Log(0.3) + Math.Log(0.8) + Math.Log(0.6)) / 3).Within(1e-15));
            Assert.That(found.BrierScore, Is.EqualTo((0.25 + 0.49 + 0.04 + 0.01 + 0.04 + 0.01 + 0.16 + 0.16) / 3).Within(1e-15));
            Assert.That(found.Bins.Select(bin => (bin.Lower, bin.Upper, bin.Count, bin.Accuracy)), Is.EqualTo(((double, double, int, double?)[])[(0, 0.5, 1, 0), (0.5, 1, 2, 1)]));
            Assert.That(found.Bins[1].Confidence, Is.EqualTo(0.7).Within(1e-15));
            Assert.That(found.ExpectedCalibrationError, Is.EqualTo((0.5 + 2 * 0.3) / 3).Within(1e-15));
            Assert.That(found.MaximumCalibrationError, Is.EqualTo(0.5).Within(1e-15));
            Assert.That(found.MeanConfidence, Is.EqualTo(1.9 / 3).Within(1e-15));
        });
    }

    [Test]
    public void LabelsDrawnFromTheProbabilitiesAreCalibrated()
    {
        var random = new Random(5);
        double[][] p = [.. Enumerable.Range(0, 40_000).Select(_ => random.NextDouble()).Select(share => (double[])[share, 1 - share])];
        int[] labels = [.. p.Select(row => random.NextDouble() < row[0] ? 0 : 1)];
        ClassificationCalibration found = ClassificationCalibration.Of(Rows(p), labels);
        Assert.That(found.ExpectedCalibrationError, Is.LessThan(0.015));
        Assert.That(found.Bins, Has.Count.EqualTo(15));
        Assert.That(found.BrierScore, Is.EqualTo(1 / 3.0).Within(0.01), "E[2·p(1 − p)] of uniform p");
    }

    [Test]
    public void ACertainErrorCostsNoMoreThanTheSmallestProbability()
    {
        ClassificationCalibration found = ClassificationCalibration.Of(Rows([[1, 0]]), [1]);
        Assert.That(found.NegativeLogLikelihood, Is.EqualTo(-Math.Log(double.Exp2(-1022))).Within(1e-9));
        Assert.That(found.BrierScore, Is.EqualTo(2));
    }

    [Test]
    public void WhatIsNoDistributionIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => ClassificationCalibration.Of(Rows([[0.5, 0.6]]), [0]));
            Assert.Throws<ArgumentException>(() => ClassificationCalibration.Of(Rows([[-0.5, 1.5]]), [0]));
            Assert.Throws<NonFiniteValueException>(() => ClassificationCalibration.Of(Rows([[double.NaN, 1]]), [0]));
            Assert.Throws<DimensionMismatchException>(() => ClassificationCalibration.Of(Rows([[0.5, 0.5]]), [2]));
            Assert.Throws<DimensionMismatchException>(() => ClassificationCalibration.Of(Rows([[0.5, 0.5]]), [0, 1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationCalibration.Of(Rows([[0.5, 0.5]]), [0], bins: 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => ClassProbabilities.Softmax<double>(Rows([[0.5, 0.5]]), 0));
            Assert.Throws<DimensionMismatchException>(() => ClassProbabilities.Largest<double>(Rows([[0.5]]), Values(1)));
            Assert.Throws<DimensionMismatchException>(() => Temperature.Fit<double>(Rows([[0.5, 0.5]]), [5]));
        });
    }

    [Test]
    public void RegressionFiguresAreThoseByHand()
    {
        Tensor<double> mean = Rows([[0, 1], [2, 3]]), variance = Values(3, 0.5), targets = Rows([[4, 1], [2, 1]]);
        RegressionCalibration found = RegressionCalibration.Of<double>(mean, variance, targets, noise: 1, [0.5, 0.95]);
        double[] z = [4 / Math.Sqrt(4), 0, 0, -2 / Math.Sqrt(1.5)], total = [4, 4, 1.5, 1.5];
        Assert.Multiple(() =>
        {
            Assert.That(RegressionCalibration.Scores<double>(mean, variance, targets, noise: 1), Is.EqualTo(z).Within(1e-15));
            Assert.That(found.NegativeLogLikelihood, Is.EqualTo(z.Zip(total, (score, v) => 0.5 * (score * score + Math.Log(2 * Math.PI * v))).Average()).Within(1e-14));
            Assert.That(found.MeanScore, Is.EqualTo(z.Average()).Within(1e-15));
            Assert.That(found.ScoreDeviation, Is.EqualTo(Math.Sqrt(z.Average(score => score * score))).Within(1e-15));
            // |z| = 2, 0, 0, 1.63 against 0.674 and 1.960.
            Assert.That(found.Coverage.Select(pair => pair.Observed), Is.EqualTo((double[])[0.5, 0.75]));
        });
    }

    [Test]
    public void IntervalsHoldTheShareTheyAreMadeFor()
    {
        var random = new Random(1);
        const int count = 20_000;
        double[] variance = [.. Enumerable.Range(0, count).Select(_ => 0.1 + random.NextDouble())];
        double[] noisy = [.. variance.Select(v => Math.Sqrt(v + 0.4) * NormalDistribution.Quantile(random.NextDouble()))];
        Tensor<double> zero = Values(new double[count]);
        RegressionCalibration found = RegressionCalibration.Of<double>(zero, Values(variance), Values(noisy), noise: 0.4);
        PredictiveInterval<double> interval = PredictiveInterval.Central<double>(zero, Values(variance), 0.9, noise: 0.4);
        double within = noisy.Where((target, row) => target >= interval.Lower[row, 0] && target <= interval.Upper[row, 0]).Count() / (double)count;
        Assert.Multiple(() =>
        {
            foreach (IntervalCoverage pair in found.Coverage)
                Assert.That(pair.Observed, Is.EqualTo(pair.Nominal).Within(0.012));
            Assert.That(within, Is.EqualTo(found.Coverage[2].Observed));
            Assert.That(interval.Upper[0, 0], Is.EqualTo(1.6448536269514722 * Math.Sqrt(variance[0] + 0.4)).Within(1e-12));
            Assert.That(found.ScoreDeviation, Is.EqualTo(1).Within(0.02));
        });
    }

    [Test]
    public void VariancesWithoutADensityAreRefused()
    {
        NonPositiveVarianceException error = Assert.Throws<NonPositiveVarianceException>(() => RegressionCalibration.Of<double>(Values(1, 2), Values(1, 0), Values(1, 2)))!;
        Assert.That(error.Row, Is.EqualTo(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegressionCalibration.Of<double>(Values(1), Values(1), Values(1), noise: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PredictiveInterval.Central<double>(Values(1), Values(1), coverage: 1));
        Assert.Throws<DimensionMismatchException>(() => RegressionCalibration.Of<double>(Values(1, 2), Values(1), Values(1, 2)));
    }

    private static Tensor<double> Values(params double[] values) => Tensor.Create(values, [values.Length]);

    private static Tensor<double> Rows(double[][] rows) => Tensor.Create([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);
}
