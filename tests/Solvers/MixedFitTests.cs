using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Models fitted in mixed precision are those fitted in float64.</summary>
[TestFixture(SolverKind.Mixed)]
[TestFixture(SolverKind.MatrixFree)]
internal sealed class MixedFitTests(SolverKind solver)
{
    private readonly Problem<double> problem = new(90);

    [Test]
    public void PredictsAsTheFactorInFloat64Does([Values] KernelKind kind, [Values(1e-1, 1e-6)] double ridge)
    {
        using GaussianProcess<double> expected = Fit(kind, ridge, SolverKind.Cholesky), actual = Fit(kind, ridge, solver);
        Prediction<double> wanted = expected.Predict(problem.XTest, PredictionKind.Covariance), found = actual.Predict(problem.XTest, PredictionKind.Covariance);
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative(found.Mean, wanted.Mean), Is.LessThan(1e-9));
            Assert.That(Difference.Relative(found.Covariance!, wanted.Covariance!), Is.LessThan(1e-9));
            Assert.That(actual.LogMarginalLikelihood(), Is.EqualTo(expected.LogMarginalLikelihood()).Within(1e-9).Percent);
            Assert.That(actual.MixedReport!.BackwardError, Is.LessThanOrEqualTo(1e-14));
            Assert.That(actual.Report.Ridge, Is.EqualTo(expected.Report.Ridge).Within(1e-12).Percent);
            Assert.That(actual.Report.Passes);
            Assert.That(expected.MixedReport, Is.Null);
        });
    }

    [Test]
    public void NeedsDataInFloat64()
    {
        var single = new Problem<float>(10);
        SolverPrecisionException? error = Assert.Throws<SolverPrecisionException>(
            () => GaussianProcess.Fit<float>(Problem<float>.Network, KernelKind.Nngp, single.XTrain, single.YTrain, Ridge.Relative(1), new() { Solver = solver }));
        Assert.That(error!.Solver, Is.EqualTo(solver));
    }

    [Test]
    public void PlansItsMemory()
    {
        FitPlan full = GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 20_000, 6, 2);
        FitPlan mixed = GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 20_000, 6, 2, new() { Solver = solver });
        double ratio = (double)mixed.Bytes / (double)full.Bytes;
        Assert.That(ratio, solver == SolverKind.Mixed ? Is.InRange(1.7, 1.8) : Is.InRange(0.25, 0.3));
    }

    private GaussianProcess<double> Fit(KernelKind kind, double ridge, SolverKind how) =>
        GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, problem.YTrain, Ridge.Relative(ridge), new() { Solver = how });
}
