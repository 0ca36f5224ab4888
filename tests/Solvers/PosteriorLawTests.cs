using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Solvers;

/// <summary>What holds of every posterior, whatever the data.</summary>
[TestFixture("managed", TypeArgs = [typeof(float)])]
[TestFixture("managed", TypeArgs = [typeof(double)])]
[TestFixture("default", TypeArgs = [typeof(float)])]
[TestFixture("default", TypeArgs = [typeof(double)])]
internal sealed class PosteriorLawTests<T>(string libraryName)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem<T> Problem = new(60, testRows: 25);
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-3 : 1e-11;
    private readonly FitOptions options = new() { Library = SolverLibraries.Load(libraryName) };

    [Test]
    public void CovarianceIsSymmetricAndPositiveSemidefinite([Values] KernelKind kind)
    {
        using GaussianProcess<T> gp = Fit(kind, 1e-3);
        Tensor<T> covariance = gp.Predict(Problem.XTest, covariance: true).Covariance!;
        double[] a = new double[25 * 25], values = new double[25];
        for (int i = 0; i < 25; i++)
        {
            for (int j = 0; j < 25; j++)
            {
                Assert.That(covariance[i, j], Is.EqualTo(covariance[j, i]));
                a[25 * i + j] = double.CreateTruncating(covariance[i, j]);
            }
        }

        options.Library!.Eigenvalues(new MatrixSpan<double>(a, 25, 25), values.AsSpan());
        Assert.That(values[0], Is.GreaterThan(-Tolerance * values[^1]));
    }

    [Test]
    public void DataOnlyNarrowTheGaussianProcesses([Values(KernelKind.Nngp, KernelKind.NtkGp)] KernelKind kind)
    {
        using GaussianProcess<T> some = GaussianProcess.Fit<T>(
            Problem<T>.Network, kind, Problem<T>.Rows(Problem.XTrain, 0, 1, 2, 3, 4), Problem<T>.Rows(Problem.YTrain, 0, 1, 2, 3, 4), Ridge.Absolute(1e-2), options);
        using GaussianProcess<T> all = GaussianProcess.Fit<T>(Problem<T>.Network, kind, Problem.XTrain, Problem.YTrain, Ridge.Absolute(1e-2), options);
        double[] wide = Variances(some), narrow = Variances(all);
        for (int row = 0; row < 25; row++)
            Assert.That(narrow[row], Is.LessThanOrEqualTo(wide[row] * (1 + Tolerance)).And.GreaterThan(0), $"row {row}");
    }

    [Test]
    public void OrderOfTrainingAndTestRowsDoesNotMatter([Values] KernelKind kind)
    {
        int[] training = Shuffled(60), test = Shuffled(25);
        using GaussianProcess<T> gp = Fit(kind, 1e-2);
        using GaussianProcess<T> shuffled = GaussianProcess.Fit<T>(
            Problem<T>.Network, kind, Problem<T>.Rows(Problem.XTrain, training), Problem<T>.Rows(Problem.YTrain, training), Ridge.Relative(1e-2), options);
        Prediction<T> expected = gp.Predict(Problem.XTest, covariance: true);
        Prediction<T> actual = shuffled.Predict(Problem<T>.Rows(Problem.XTest, test), covariance: true);
        Assert.Multiple(() =>
        {
            for (int i = 0; i < 25; i++)
            {
                Assert.That(Number(actual.Mean[i, 1]), Is.EqualTo(Number(expected.Mean[test[i], 1])).Within(Tolerance), $"mean {i}");
                for (int j = 0; j < 25; j++)
                    Assert.That(Number(actual.Covariance![i, j]), Is.EqualTo(Number(expected.Covariance![test[i], test[j]])).Within(Tolerance), $"covariance {i}, {j}");
            }

            Assert.That(Difference.Relative<double>(shuffled.LogMarginalLikelihood(), gp.LogMarginalLikelihood()), Is.LessThan(Tolerance));
        });
    }

    [Test]
    public void RidgeTowardsZeroInterpolates([Values] KernelKind kind)
    {
        double tiny = typeof(T) == typeof(float) ? 1e-5 : 1e-11;
        using GaussianProcess<T> gp = Fit(kind, tiny);
        Prediction<T> prediction = gp.Predict(Problem.XTrain, covariance: true);
        double[] targets = [.. Problem.YTrain.Select(Number)];
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative<T>([.. prediction.Mean], targets), Is.LessThan(1e-3));
            Assert.That(prediction.Variance!.Select(Number).Max(), Is.LessThan(1e-3));
            Assert.That(gp.Report.Passes);
        });
    }

    [Test]
    public void HugeRidgeLeavesThePrior([Values(KernelKind.Nngp, KernelKind.NtkGp)] KernelKind kind)
    {
        using GaussianProcess<T> gp = Fit(kind, 1e8);
        Prediction<T> prediction = gp.Predict(Problem.XTest, covariance: true);
        Tensor<double> prior = PlainInference.Tensor(PlainInference.Kernel(Problem<T>.Network, kind, Doubles(Problem.XTest)));
        Assert.Multiple(() =>
        {
            Assert.That(prediction.Mean.Select(Number).Max(Math.Abs), Is.LessThan(1e-5));
            Assert.That(Difference.Relative(prediction.Covariance!, prior), Is.LessThan(1e-5));
        });
    }

    [Test]
    public void NoTestRowsGiveEmptyPredictions([Values] KernelKind kind, [Values] PredictionKind prediction)
    {
        using GaussianProcess<T> gp = Fit(kind, 1e-2);
        Prediction<T> empty = gp.Predict(Tensor.CreateFromShape<T>([0, 6]), prediction);
        Assert.Multiple(() =>
        {
            Assert.That(empty.Mean.Lengths.ToArray(), Is.EqualTo((nint[])[0, 2]));
            Assert.That(empty.Variance?.Lengths.ToArray(), Is.EqualTo(prediction == PredictionKind.Mean ? null : (nint[])[0]));
            Assert.That(empty.Covariance?.Lengths.ToArray(), Is.EqualTo(prediction == PredictionKind.Covariance ? (nint[])[0, 0] : null));
        });
    }

    [Test]
    public void OneTrainingRowAndOneFeatureAreEnough([Values] KernelKind kind)
    {
        T one = T.One;
        using GaussianProcess<T> gp = GaussianProcess.Fit<T>(Problem<T>.Network, kind, Tensor.Create([one], [1, 1]), (T[])[one], Ridge.Relative(0), options);
        Prediction<T> prediction = gp.Predict(Tensor.Create([one, one + one], [2, 1]), covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(Number(prediction.Mean[0, 0]), Is.EqualTo(1).Within(1e-6));
            Assert.That(Number(prediction.Variance![0]), Is.Zero.Within(1e-5));
        });
    }

    [Test]
    public void LinearNetworkIsRidgeRegression()
    {
        // K(x, x') = x·x'/features: one training row x = (1, 2), y = 3 and λ = 0.5 give f(x') = (x·x'/2)·3/(5/2 + 1/2).
        T two = T.One + T.One;
        using GaussianProcess<T> gp = GaussianProcess.Fit<T>(Network.Serial(Dense()), KernelKind.Nngp, Tensor.Create([T.One, two], [1, 2]), (T[])[T.One + two], Ridge.Absolute(0.5), options);
        Prediction<T> prediction = gp.Predict(Tensor.Create([two, two], [1, 2]), covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(Number(prediction.Mean[0, 0]), Is.EqualTo(3).Within(1e-6));
            Assert.That(Number(prediction.Variance![0]), Is.EqualTo(4 - 9.0 / 3).Within(1e-6));
            Assert.That(Number(prediction.StandardDeviation()[0]), Is.EqualTo(1).Within(1e-6));
            Assert.That(prediction.NegativeVariances, Is.Zero);
            Assert.That(gp.LogMarginalLikelihood()[0], Is.EqualTo(-9 / (2 * 3.0) - Math.Log(3) / 2 - Math.Log(2 * Math.PI) / 2).Within(1e-6));
        });
    }

    [Test]
    public void DuplicatedRowsNeedARidgeOrJitter([Values] KernelKind kind)
    {
        Tensor<T> x = Problem<T>.Rows(Problem.XTrain, 0, 1, 1, 2), y = Problem<T>.Rows(Problem.YTrain, 0, 1, 1, 2);
        using GaussianProcess<T> withJitter = GaussianProcess.Fit<T>(Problem<T>.Network, kind, x, y, Ridge.Absolute(0), options with { Jitter = Jitter.Growing(1e-4) });
        Assert.Multiple(() =>
        {
            Assert.That(withJitter.Report.Passes);
            Assert.That(withJitter.Predict(Problem.XTest).Mean.Select(Number), Is.All.Matches<double>(double.IsFinite));
        });
    }

    private GaussianProcess<T> Fit(KernelKind kind, double ridge) =>
        GaussianProcess.Fit<T>(Problem<T>.Network, kind, Problem.XTrain, Problem.YTrain, Ridge.Relative(ridge), options);

    private static double[] Variances(GaussianProcess<T> gp) => [.. gp.Predict(Problem.XTest, PredictionKind.Variance).Variance!.Select(Number)];

    private static double Number(T value) => double.CreateTruncating(value);

    private static Tensor<double> Doubles(Tensor<T> tensor) => Tensor.Create([.. tensor.Select(Number)], tensor.Lengths);

    private static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(3).Shuffle(order);
        return order;
    }
}
