using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Inference against plain loops with an explicit inverse, at a size that crosses every block boundary.</summary>
[TestFixtureSource(typeof(SolverLibraries), nameof(SolverLibraries.Names))]
internal sealed class InferenceTwinTests(string library)
{
    private const int Rows = 150;
    private const double Epsilon = 1e-3;
    private static readonly Problem<double> Problem = new(Rows, testRows: 20);
    private readonly FitOptions options = new() { Library = SolverLibraries.Load(library) };

    [Test]
    public void MeanAndCovarianceOfTheGaussianProcesses([Values(KernelKind.Nngp, KernelKind.NtkGp)] KernelKind kind)
    {
        PlainInference plain = Plain(kind);
        double[,] cross = PlainInference.Kernel(Problem<double>.Network, kind, Problem.XTest, Problem.XTrain);
        double[,] test = PlainInference.Kernel(Problem<double>.Network, kind, Problem.XTest);
        AssertPrediction(kind, plain.Mean(cross), plain.GaussianCovariance(test, cross));
    }

    [Test]
    public void MeanAndCovarianceOfTheEnsemble()
    {
        double[,] crossTangent = PlainInference.Kernel(Problem<double>.Network, KernelKind.Ntk, Problem.XTest, Problem.XTrain);
        double[,] cross = PlainInference.Kernel(Problem<double>.Network, KernelKind.Nngp, Problem.XTest, Problem.XTrain);
        double[,] training = PlainInference.Kernel(Problem<double>.Network, KernelKind.Nngp, Problem.XTrain);
        double[,] test = PlainInference.Kernel(Problem<double>.Network, KernelKind.Nngp, Problem.XTest);
        PlainInference plain = Plain(KernelKind.Ntk);
        AssertPrediction(KernelKind.Ntk, plain.Mean(crossTangent), plain.EnsembleCovariance(test, training, cross, crossTangent));
    }

    [Test]
    public void LogMarginalLikelihoodIsTheDensityOfTheTargets([Values] KernelKind kind)
    {
        using GaussianProcess<double> gp = Fit(kind);
        PlainInference plain = Plain(kind);
        double[] expected = [plain.LogMarginalLikelihood(0), plain.LogMarginalLikelihood(1)];
        Assert.That(Difference.Relative<double>(gp.LogMarginalLikelihood(), expected), Is.LessThan(1e-11));
    }

    [Test]
    public void LeaveOneOutIsWhatLeavingOutGives([Values] KernelKind kind)
    {
        var problem = new Problem<double>(12);
        double lambda = Epsilon * PlainInference.MeanDiagonal(PlainInference.Kernel(Problem<double>.Network, kind, problem.XTrain));
        using GaussianProcess<double> gp = GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, problem.YTrain, Ridge.Relative(Epsilon), options);
        LeaveOneOut<double> actual = gp.LeaveOneOut();
        // The predictive variance of the Gaussian process with the kernel that was factored.
        KernelKind process = kind == KernelKind.Nngp ? KernelKind.Nngp : KernelKind.NtkGp;
        for (int left = 0; left < 12; left++)
        {
            int[] others = [.. Enumerable.Range(0, 12).Where(row => row != left)];
            using GaussianProcess<double> without = GaussianProcess.Fit<double>(
                Problem<double>.Network, process, Problem<double>.Rows(problem.XTrain, others), Problem<double>.Rows(problem.YTrain, others), Ridge.Absolute(lambda), options);
            Prediction<double> prediction = without.Predict(Problem<double>.Rows(problem.XTrain, left), PredictionKind.Variance);
            Assert.Multiple(() =>
            {
                Assert.That(actual.Mean[left, 0], Is.EqualTo(prediction.Mean[0, 0]).Within(1e-11));
                Assert.That(actual.Mean[left, 1], Is.EqualTo(prediction.Mean[0, 1]).Within(1e-11));
                Assert.That(actual.Variance[left], Is.EqualTo(prediction.Variance![0] + lambda).Within(1e-11));
            });
        }
    }

    [Test]
    public void BlocksOfTestRowsChangeNothing([Values] KernelKind kind, [Values(1, 7, 20, 1000)] int blockRows)
    {
        using GaussianProcess<double> gp = GaussianProcess.Fit<double>(
            Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Ridge.Relative(Epsilon), options with { PredictionBlockRows = blockRows });
        Prediction<double> whole = gp.Predict(Problem.XTest, covariance: true);
        Prediction<double> blocks = gp.Predict(Problem.XTest, PredictionKind.Variance);
        Assert.Multiple(() =>
        {
            Assert.That(gp.Plan(20, PredictionKind.Variance).BlockRows, Is.EqualTo(Math.Min(20, blockRows)));
            Assert.That(blocks.Report?.RightHandSides, Is.EqualTo(kind == KernelKind.Ntk ? 20 : null), "the report counts all blocks");
            Assert.That(blocks.Report?.Passes, Is.Not.False);
            Assert.That(Difference.Relative(blocks.Mean, whole.Mean), Is.LessThan(1e-11));
            Assert.That(Difference.Relative(blocks.Variance!, whole.Variance!), Is.LessThan(1e-10));
        });
    }

    [Test]
    public void ManyOutputsAreAsManySingleOnes([Values] KernelKind kind)
    {
        var problem = new Problem<double>(40, outputs: 300);
        using GaussianProcess<double> all = GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, problem.YTrain, Ridge.Relative(Epsilon), options);
        Tensor<double> mean = all.Predict(problem.XTest).Mean;
        foreach (int output in (int[])[0, 137, 299])
        {
            double[] column = [.. Enumerable.Range(0, 40).Select(row => problem.YTrain[row, output])];
            using GaussianProcess<double> single = GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, column, Ridge.Relative(Epsilon), options);
            double[] expected = [.. single.Predict(problem.XTest).Mean];
            double[] actual = [.. Enumerable.Range(0, 7).Select(row => mean[row, output])];
            Assert.That(Difference.Relative<double>(actual, expected), Is.LessThan(1e-11), $"output {output}");
        }
    }

    private static PlainInference Plain(KernelKind kind)
    {
        double[,] kernel = PlainInference.Kernel(Problem<double>.Network, kind, Problem.XTrain);
        return PlainInference.Fit(kernel, PlainInference.Matrix(Problem.YTrain), Epsilon * PlainInference.MeanDiagonal(kernel));
    }

    private GaussianProcess<double> Fit(KernelKind kind) =>
        GaussianProcess.Fit<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Ridge.Relative(Epsilon), options);

    private void AssertPrediction(KernelKind kind, double[,] mean, double[,] covariance)
    {
        using GaussianProcess<double> gp = Fit(kind);
        Prediction<double> prediction = gp.Predict(Problem.XTest, covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative(prediction.Mean, PlainInference.Tensor(mean)), Is.LessThan(1e-11));
            Assert.That(Difference.Relative(prediction.Covariance!, PlainInference.Tensor(covariance)), Is.LessThan(1e-10));
            Assert.That(gp.Report.ScaledResidual, Is.LessThan(SolveReport.Bound));
        });
    }
}
