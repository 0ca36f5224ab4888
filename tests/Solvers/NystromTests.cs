using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Regressions on few columns of the kernel.</summary>
internal sealed class NystromTests
{
    private readonly Problem<double> problem = new(80);

    [Test]
    public void WithAllColumnsItIsTheExactModel([Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind)
    {
        using GaussianProcess<double> exact = Fit(kind, new()), approximate = Fit(kind, new() { Solver = SolverKind.Nystrom, Rank = 80 });
        Assert.That(Difference.Relative(approximate.Predict(problem.XTest).Mean, exact.Predict(problem.XTest).Mean), Is.LessThan(1e-7));
        Assert.That(approximate.Fitting.LowRank!.ResidualTrace, Is.LessThan(1e-9 * approximate.Fitting.LowRank.Trace));
    }

    [Test]
    public void MoreColumnsLeaveLessOfTheTraceAndOfTheError()
    {
        using GaussianProcess<double> exact = Fit(KernelKind.Nngp, new());
        Tensor<double> wanted = exact.Predict(problem.XTest).Mean;
        double lastTrace = double.PositiveInfinity;
        List<double> errors = [];
        foreach (int rank in new[] { 5, 20, 40, 70 })
        {
            using GaussianProcess<double> model = Fit(KernelKind.Nngp, new() { Solver = SolverKind.Nystrom, Rank = rank, Seed = 3 });
            LowRankReport report = model.Fitting.LowRank!;
            Assert.That(report.Rank, Is.EqualTo(rank));
            Assert.That(model.TrainingRows, Is.EqualTo(rank));
            Assert.That(report.ResidualTrace, Is.LessThan(lastTrace));
            lastTrace = report.ResidualTrace;
            errors.Add(Difference.Relative(model.Predict(problem.XTest).Mean, wanted));
        }

        Assert.That(errors[^1], Is.LessThan(errors[0] / 4));
    }

    [Test]
    public void AStoredModelPredictsTheSameMeansAndNothingElse()
    {
        using GaussianProcess<double> fitted = Fit(KernelKind.Nngp, new() { Solver = SolverKind.Nystrom, Rank = 30 });
        using GaussianProcess<double> restored = GaussianProcess.FromModel(fitted.ToModel());
        Assert.That(Difference.Relative(restored.Predict(problem.XTest).Mean, fitted.Predict(problem.XTest).Mean), Is.Zero);
        foreach (GaussianProcess<double> model in new[] { fitted, restored })
        {
            Assert.That(Assert.Throws<ApproximateModelException>(() => model.Predict(problem.XTest, PredictionKind.Variance))!.Solver, Is.EqualTo(SolverKind.Nystrom));
            Assert.Throws<ApproximateModelException>(() => model.LogMarginalLikelihood());
            Assert.Throws<ApproximateModelException>(() => model.LeaveOneOut());
        }
    }

    [Test]
    public void NeedsARidge() => Assert.Throws<ArgumentOutOfRangeException>(() => GaussianProcess.Fit<double>(
        Problem<double>.Network, KernelKind.Nngp, problem.XTrain, problem.YTrain, Ridge.Relative(0), new() { Solver = SolverKind.Nystrom }));

    [Test]
    public void TheRankIsAtMostTheRowsAndAtLeastOne()
    {
        using GaussianProcess<double> model = Fit(KernelKind.Nngp, new() { Solver = SolverKind.Nystrom });
        Assert.That(model.TrainingRows, Is.LessThanOrEqualTo(80));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new FitOptions { Rank = 0 });
    }

    private GaussianProcess<double> Fit(KernelKind kind, FitOptions options) =>
        GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, problem.YTrain, Ridge.Relative(1e-3), options);
}
