using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Solvers;

/// <summary>A model as data and back.</summary>
[TestFixture("managed", TypeArgs = [typeof(float)])]
[TestFixture("managed", TypeArgs = [typeof(double)])]
[TestFixture("default", TypeArgs = [typeof(double)])]
internal sealed class FittedModelTests<T>(string libraryName)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem<T> Problem = new(50, testRows: 9);
    private readonly FitOptions options = new() { Library = SolverLibraries.Load(libraryName) };

    [Test]
    public void PredictsTheSameBits([Values] KernelKind kind)
    {
        using GaussianProcess<T> original = Fit(kind);
        FittedModel<T> model = original.ToModel();
        using GaussianProcess<T> restored = GaussianProcess.FromModel(model with { Network = Network.FromJson(model.Network.ToJson()) }, options);
        Prediction<T> expected = original.Predict(Problem.XTest, covariance: true), actual = restored.Predict(Problem.XTest, covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(actual.Mean, Is.EqualTo(expected.Mean));
            Assert.That(actual.Covariance, Is.EqualTo(expected.Covariance));
            Assert.That(restored.Predict(Problem.XTest, PredictionKind.Variance).Variance, Is.EqualTo(original.Predict(Problem.XTest, PredictionKind.Variance).Variance));
            Assert.That(restored.LogMarginalLikelihood(), Is.EqualTo(original.LogMarginalLikelihood()));
            Assert.That(restored.LeaveOneOut().Mean, Is.EqualTo(original.LeaveOneOut().Mean));
            Assert.That((restored.Network, restored.Kind, restored.Ridge, restored.Report), Is.EqualTo((original.Network, original.Kind, original.Ridge, original.Report)));
        });
    }

    [Test]
    public void RestoredFactorMeasuresTheSameResidual()
    {
        using GaussianProcess<T> original = Fit(KernelKind.Ntk);
        using GaussianProcess<T> restored = GaussianProcess.FromModel(original.ToModel(), options);
        SolveReport report = original.Predict(Problem.XTest, PredictionKind.Variance).Report!;
        Assert.Multiple(() =>
        {
            Assert.That(restored.Predict(Problem.XTest, PredictionKind.Variance).Report, Is.EqualTo(report));
            Assert.That(report.ScaledResidual, Is.GreaterThan(0).And.LessThan(SolveReport.Bound));
            Assert.That(report.RightHandSides, Is.EqualTo(9));
        });
    }

    [Test]
    public void WithoutTheFactorTheMeanKeepsItsBitsAndTheRestIsComputedAgain([Values] KernelKind kind)
    {
        // A linear kernel of one feature has rank one, and small integers are exact: only the jitter makes it positive definite. The
        // factor that is computed again must hold that jitter without being allowed any.
        Network linear = Network.Serial(Dense());
        T[] values = [.. new[] { 1, 2, 4 }.Select(value => T.CreateChecked(value))];
        Tensor<T> x = Tensor.Create(values, [3, 1]);
        using GaussianProcess<T> original = GaussianProcess.Fit<T>(linear, kind, x, values, Ridge.Absolute(0), options with { Jitter = Jitter.Growing(1e-3) });
        FittedModel<T> model = original.ToModel(includeFactor: false);
        using GaussianProcess<T> restored = GaussianProcess.FromModel(model, options);
        Prediction<T> expected = original.Predict(x, covariance: true), actual = restored.Predict(x, covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(model.Factor, Is.Null);
            Assert.That(original.Report.JitterUsed, Is.GreaterThan(0));
            Assert.That(actual.Mean, Is.EqualTo(expected.Mean));
            Assert.That(Difference.Relative(actual.Covariance!, Doubles(expected.Covariance!)), Is.LessThan(typeof(T) == typeof(float) ? 1e-2 : 1e-9));
            Assert.That(Difference.Relative<double>(restored.LogMarginalLikelihood(), original.LogMarginalLikelihood()), Is.LessThan(typeof(T) == typeof(float) ? 1e-3 : 1e-9));
        });
    }

    [Test]
    public void ChangingTheDataAfterwardsChangesNothing()
    {
        Tensor<T> x = Problem<T>.Rows(Problem.XTrain, 0, 1, 2, 3), y = Problem<T>.Rows(Problem.YTrain, 0, 1, 2, 3);
        using GaussianProcess<T> gp = Fit(KernelKind.Nngp, x, y);
        FittedModel<T> model = gp.ToModel();
        Tensor<T> before = gp.Predict(Problem.XTest).Mean;
        x[0, 0] = y[0, 0] = model.Inputs[0, 0] = model.Weights[0, 0] = model.Factor![0, 0] = T.CreateChecked(100);
        Assert.That(gp.Predict(Problem.XTest).Mean, Is.EqualTo(before));
    }

    [Test]
    public void PartsThatDoNotFitAreRefused()
    {
        using GaussianProcess<T> gp = Fit(KernelKind.Nngp);
        FittedModel<T> model = gp.ToModel();
        Tensor<T> wrong = Tensor.CreateFromShape<T>([3, 2]);
        FittedModel<T>[] broken =
        [
            model with { Inputs = wrong }, model with { Targets = wrong }, model with { Weights = wrong }, model with { Factor = wrong },
            model with { Diagonal = wrong }, model with { Diagonal = null }, model with { Factor = null }, model with { Report = model.Report with { Order = 3 } },
            model with { Inputs = Tensor.CreateFromShape<T>([0, 6]) },
        ];
        Assert.Multiple(() =>
        {
            foreach (FittedModel<T> bad in broken)
                Assert.That(() => GaussianProcess.FromModel(bad, options), Throws.TypeOf<DimensionMismatchException>());
        });
    }

    [Test]
    public void NonFinitePartsAreRefused()
    {
        using GaussianProcess<T> gp = Fit(KernelKind.Nngp);
        Assert.Multiple(() =>
        {
            Assert.That(() => GaussianProcess.FromModel(Spoilt(gp, model => model.Weights), options), Throws.TypeOf<NonFiniteValueException>());
            Assert.That(() => GaussianProcess.FromModel(Spoilt(gp, model => model.Inputs), options), Throws.TypeOf<NonFiniteValueException>());
            Assert.That(() => GaussianProcess.FromModel(Spoilt(gp, model => model.Factor!), options), Throws.TypeOf<NonFiniteKernelException>());
        });
    }

    private static FittedModel<T> Spoilt(GaussianProcess<T> gp, Func<FittedModel<T>, Tensor<T>> part)
    {
        FittedModel<T> model = gp.ToModel();
        part(model)[2, 1] = T.NaN;
        return model;
    }

    private GaussianProcess<T> Fit(KernelKind kind) => Fit(kind, Problem.XTrain, Problem.YTrain);

    private GaussianProcess<T> Fit(KernelKind kind, Tensor<T> x, Tensor<T> y) =>
        GaussianProcess.Fit<T>(Problem<T>.Network, kind, x, y, Ridge.Relative(1e-2), options);

    private static Tensor<double> Doubles(Tensor<T> tensor) => Tensor.Create([.. tensor.Select(value => double.CreateTruncating(value))], tensor.Lengths);
}
