using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Models are the same whatever solves for them.</summary>
[TestFixture(SolverKind.Packed)]
[TestFixture(SolverKind.Mixed)]
[TestFixture(SolverKind.MatrixFree)]
[TestFixture(SolverKind.ConjugateGradients)]
[TestFixture(SolverKind.Eigen)]
internal sealed class SolverKindTests(SolverKind solver)
{
    private readonly Problem<double> problem = new(90);

    [Test]
    public void PredictsAsTheCholeskyFactorDoes([Values] KernelKind kind, [Values(1e-1, 1e-6)] double ridge, [Values("managed", "default")] string library)
    {
        using GaussianProcess<double> expected = Fit(kind, ridge, SolverKind.Cholesky, library), actual = Fit(kind, ridge, solver, library);
        Prediction<double> wanted = expected.Predict(problem.XTest, PredictionKind.Covariance), found = actual.Predict(problem.XTest, PredictionKind.Covariance);
        Prediction<double> variances = actual.Predict(problem.XTest, PredictionKind.Variance);
        LeaveOneOut<double> wantedOut = expected.LeaveOneOut(), foundOut = actual.LeaveOneOut();
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative(found.Mean, wanted.Mean), Is.LessThan(1e-8));
            Assert.That(Difference.Relative(found.Covariance!, wanted.Covariance!), Is.LessThan(1e-9));
            Assert.That(Difference.Relative(variances.Variance!, wanted.Variance!), Is.LessThan(1e-9));
            Assert.That(Difference.Relative(foundOut.Mean, wantedOut.Mean), Is.LessThan(1e-8));
            Assert.That(Difference.Relative(foundOut.Variance, wantedOut.Variance), Is.LessThan(1e-8));
            Assert.That(actual.LogMarginalLikelihood(), Is.EqualTo(expected.LogMarginalLikelihood()).Within(1e-8).Percent);
            Assert.That(actual.Report.Ridge, Is.EqualTo(expected.Report.Ridge).Within(1e-12).Percent);
            Assert.That(actual.Fitting.Solver, Is.EqualTo(solver));
            Assert.That((actual.Fitting.Mixed is not null, actual.Fitting.Iteration is not null, actual.Fitting.Eigen is not null), Is.EqualTo(
                (solver is SolverKind.Mixed or SolverKind.MatrixFree, solver == SolverKind.ConjugateGradients, solver == SolverKind.Eigen)));
        });
        if (solver is SolverKind.Mixed or SolverKind.MatrixFree)
            Assert.That(actual.Fitting.Mixed!.BackwardError, Is.LessThanOrEqualTo(1e-14));
        else if (solver == SolverKind.ConjugateGradients)
            Assert.That(actual.Fitting.Iteration!.Value.BackwardError, Is.LessThanOrEqualTo(1e-12));
        else
            Assert.That(actual.Report.Passes, $"{actual.Report.ScaledResidual}");
    }

    [Test]
    public void AStoredModelPredictsTheSame()
    {
        using GaussianProcess<double> fitted = Fit(KernelKind.Ntk, 1e-2, solver, "default");
        using GaussianProcess<double> restored = GaussianProcess.FromModel(fitted.ToModel());
        Prediction<double> expected = fitted.Predict(problem.XTest, PredictionKind.Variance), actual = restored.Predict(problem.XTest, PredictionKind.Variance);
        Assert.Multiple(() =>
        {
            Assert.That(restored.Fitting.Solver, Is.EqualTo(solver));
            Assert.That(Difference.Relative(actual.Mean, expected.Mean), Is.Zero);
            Assert.That(Difference.Relative(actual.Variance!, expected.Variance!), Is.LessThan(1e-12));
        });
    }

    [Test]
    public void DataInFloat32AreSolvedOrRefused()
    {
        var single = new Problem<float>(60);
        GaussianProcess<float> Fit(SolverKind how) =>
            GaussianProcess.Fit<float>(Problem<float>.Network, KernelKind.Nngp, single.XTrain, single.YTrain, Ridge.Relative(0.1), new() { Solver = how });
        if (solver is SolverKind.Mixed or SolverKind.MatrixFree)
        {
            SolverPrecisionException error = Assert.Throws<SolverPrecisionException>(() => Fit(solver))!;
            Assert.That(error.Solver, Is.EqualTo(solver));
            return;
        }

        using GaussianProcess<float> expected = Fit(SolverKind.Cholesky), actual = Fit(solver);
        Assert.That(Difference.Relative(InDouble(actual.Predict(single.XTest).Mean), InDouble(expected.Predict(single.XTest).Mean)), Is.LessThan(1e-4));

        static Tensor<double> InDouble(Tensor<float> values) => Tensor.ConvertTruncating<float, double>(values);
    }

    [Test]
    public void PlansItsMemory()
    {
        FitPlan full = GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 20_000, 6, 2);
        FitPlan plan = GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 20_000, 6, 2, new() { Solver = solver, Rank = 500 });
        (double from, double to) = solver switch
        {
            SolverKind.Packed => (0.5, 0.55),
            SolverKind.Mixed => (1.7, 1.8),
            SolverKind.MatrixFree => (0.25, 0.3),
            SolverKind.ConjugateGradients => (0.03, 0.06),
            _ => (2.9, 3.1),
        };
        Assert.That((double)plan.Bytes / (double)full.Bytes, Is.InRange(from, to));
        Assert.That(plan.Solver, Is.EqualTo(solver));
    }

    [Test]
    public void CancellationEndsTheWork()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Catch<OperationCanceledException>(() => GaussianProcess.Fit<double>(
            Problem<double>.Network, KernelKind.Nngp, problem.XTrain, problem.YTrain, Ridge.Relative(0.1), new() { Solver = solver }, source.Token));
    }

    private GaussianProcess<double> Fit(KernelKind kind, double ridge, SolverKind how, string library) => GaussianProcess.Fit<double>(
        Problem<double>.Network, kind, problem.XTrain, problem.YTrain, Ridge.Relative(ridge), new() { Solver = how, Rank = 40, Library = SolverLibraries.Load(library) });
}
