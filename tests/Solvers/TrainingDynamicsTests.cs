using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Inference;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Outputs in time: exact cases, a plain integration step by step, and what must hold at the ends.</summary>
internal sealed class TrainingDynamicsTests
{
    private static readonly Problem<double> Problem = new(20);

    [TestCaseSource(typeof(InferenceCase), nameof(InferenceCase.Names))]
    public void EnsemblesAreTheGoldenOnes(string name)
    {
        InferenceCase golden = InferenceCase.Load(name);
        foreach (IGrouping<(KernelKind, double), InferenceCase.Flow> flows in golden.EnsembleFlows.GroupBy(flow => (flow.Kind, flow.LearningRate)))
        {
            using TrainingDynamics<double> dynamics = Prepare(golden, flows.First());
            foreach (InferenceCase.Flow flow in flows)
            {
                EnsembleMoments<double> test = dynamics.TestEnsemble(flow.Time), train = dynamics.TrainingEnsemble(flow.Time);
                Assert.Multiple(() =>
                {
                    AssertClose(test.Mean, flow["mean"], $"{flow.Kind} mean at {flow.Time}");
                    AssertClose(test.Covariance, flow["covariance"], $"{flow.Kind} covariance at {flow.Time}");
                    AssertClose(train.Mean, flow["meanTrain"], $"{flow.Kind} training mean at {flow.Time}");
                    AssertClose(train.Covariance, flow["covarianceTrain"], $"{flow.Kind} training covariance at {flow.Time}");
                });
            }
        }
    }

    [TestCaseSource(typeof(InferenceCase), nameof(InferenceCase.Names))]
    public void NetworksAreTheGoldenOnes(string name)
    {
        InferenceCase golden = InferenceCase.Load(name);
        foreach (InferenceCase.Flow flow in golden.NetworkFlows)
        {
            using TrainingDynamics<double> dynamics = Prepare(golden, flow);
            AssertClose(dynamics.TrainingOutputs(flow.Time, golden.InitialTrain), flow["train"], $"training outputs at {flow.Time}");
            AssertClose(dynamics.TestOutputs(flow.Time, golden.InitialTrain, golden.InitialTest), flow["test"], $"test outputs at {flow.Time}");
        }
    }

    [Test]
    public void FollowsTheDifferentialEquation([Values(null, 0.0, 0.5, 0.9, 0.999)] double? momentum, [Values(0.3, 4.0)] double time)
    {
        // ḟ = −(η/N)·Θ(f − y), or q̇ = (μ − 1)/√η·q − Θ(f − y)/N, ḟ = q in √η·t; fourth-order Runge–Kutta.
        const double LearningRate = 5;
        using GramResult<double> kernels = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTrain, KernelOutputs.Ntk);
        using GramResult<double> cross = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Ntk);
        int n = 20, tests = cross.Ntk.Rows;
        Tensor<double> initial = RandomInputs.Normal<double>(n, 2, seed: 7), initialTest = RandomInputs.Normal<double>(tests, 2, seed: 8);
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(
            Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, Problem.XTest, LearningRate, momentum);
        Tensor<double> train = dynamics.TrainingOutputs(time, initial), test = dynamics.TestOutputs(time, initial, initialTest);
        for (int output = 0; output < 2; output++)
        {
            double[] state = [.. Enumerable.Range(0, n).Select(i => initial[i, output]), .. Enumerable.Range(0, tests).Select(i => initialTest[i, output]), .. new double[n + tests]];
            double friction = momentum is { } inertia ? (1 - inertia) / Math.Sqrt(LearningRate) : 0;
            double duration = momentum is null ? time : Math.Sqrt(LearningRate) * time;
            const int Steps = 4000;
            for (int step = 0; step < Steps; step++)
                state = Advance(state, duration / Steps);
            for (int i = 0; i < n; i++)
                Assert.That(train[i, output], Is.EqualTo(state[i]).Within(1e-8));
            for (int i = 0; i < tests; i++)
                Assert.That(test[i, output], Is.EqualTo(state[n + i]).Within(1e-8));

            double[] Slope(double[] s)
            {
                var force = new double[n + tests];
                for (int i = 0; i < n + tests; i++)
                {
                    for (int j = 0; j < n; j++)
                        force[i] -= (i < n ? kernels.Ntk[i, j] : cross.Ntk[i - n, j]) * (s[j] - Problem.YTrain[j, output]) / (2 * n);
                }

                return momentum is null
                    ? [.. force.Select(f => LearningRate * f), .. new double[n + tests]]
                    : [.. s[(n + tests)..], .. force.Select((f, i) => f - friction * s[n + tests + i])];
            }

            double[] Advance(double[] s, double h)
            {
                double[] k1 = Slope(s), k2 = Slope(Add(s, k1, h / 2)), k3 = Slope(Add(s, k2, h / 2)), k4 = Slope(Add(s, k3, h));
                return [.. s.Select((value, i) => value + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
            }
        }

        static double[] Add(double[] s, double[] slope, double h) => [.. s.Select((value, i) => value + h * slope[i])];
    }

    [Test]
    public void EndsAtThePosteriorAndBeginsAtThePrior([Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind)
    {
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Problem.XTest, 1);
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Ridge.Absolute(0));
        Prediction<double> posterior = process.Predict(Problem.XTest, PredictionKind.Covariance);
        using GramResult<double> prior = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTest, KernelOutputs.Nngp);
        EnsembleMoments<double> end = dynamics.TestEnsemble(double.PositiveInfinity), start = dynamics.TestEnsemble(0);
        Assert.Multiple(() =>
        {
            AssertClose(end.Mean, posterior.Mean, "mean at the end", 1e-8);
            AssertClose(end.Covariance, posterior.Covariance!, "covariance at the end", 1e-8);
            AssertClose(start.Covariance, prior.Nngp.ToTensor(), "covariance at the start");
            Assert.That(start.Mean.All(value => value == 0));
            Assert.That(Difference.Relative(dynamics.TrainingEnsemble(double.PositiveInfinity).Mean, Problem.YTrain), Is.LessThan(1e-10));
        });
    }

    [Test]
    public void ZeroEigenvaluesAreLimits([Values(null, 0.5)] double? momentum, [Values(0, 1.0, 1e6, double.PositiveInfinity)] double time)
    {
        // The same point twice: an eigenvalue of zero, up to rounding.
        Tensor<double> twice = Problem<double>.Rows(Problem.XTrain, 0, 1, 2, 0), y = Problem<double>.Rows(Problem.YTrain, 0, 1, 2, 0);
        Tensor<double> once = Problem<double>.Rows(Problem.XTrain, 0, 1, 2);
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, twice, y, Problem.XTest, 1, momentum);
        EnsembleMoments<double> test = dynamics.TestEnsemble(time), train = dynamics.TrainingEnsemble(time);
        using TrainingDynamics<double> single = TrainingDynamics.Prepare<double>(
            Problem<double>.Network, KernelKind.Ntk, once, Problem<double>.Rows(Problem.YTrain, 0, 1, 2), Problem.XTest, 1, momentum);
        Assert.Multiple(() =>
        {
            Assert.That(test.Mean.Concat(test.Covariance).Concat(train.Mean).Concat(train.Covariance).All(double.IsFinite));
            for (int output = 0; output < 2; output++)
                Assert.That(train.Mean[0, output], Is.EqualTo(train.Mean[3, output]).Within(1e-9));
            if (double.IsPositiveInfinity(time))
                AssertClose(test.Mean, single.TestEnsemble(time).Mean, "the point once", 1e-6);
        });
    }

    [Test]
    public void VariancesAreTheDiagonalOfTheCovariance(
        [Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind, [Values(null, 0.5)] double? momentum, [Values(0, 3.0, 1e4, double.PositiveInfinity)] double time)
    {
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Problem.XTest, 1, momentum);
        Tensor<double> covariance = dynamics.TestEnsemble(time).Covariance;
        Assert.That(dynamics.TestVariances(time), Is.EqualTo(Enumerable.Range(0, dynamics.TestRows).Select(row => covariance[row, row])).Within(1e-12 * covariance.Max(Math.Abs)));
    }

    [Test]
    public void LargestStableLearningRateIsWhereDescentBeginsToDiverge()
    {
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, default, 1);
        using GramResult<double> kernels = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTrain, KernelOutputs.Ntk);
        double Error(double rate)
        {
            double[] error = [.. Enumerable.Range(0, 20).Select(i => Problem.YTrain[i, 0])];
            for (int step = 0; step < 3000; step++)
            {
                double[] last = error;
                error = [.. Enumerable.Range(0, 20).Select(i => last[i] - rate / 40 * Enumerable.Range(0, 20).Sum(j => kernels.Ntk[i, j] * last[j]))];
            }

            return error.Max(Math.Abs);
        }

        Assert.That(Error(0.99 * dynamics.LargestStableLearningRate), Is.LessThan(1));
        Assert.That(Error(1.01 * dynamics.LargestStableLearningRate), Is.GreaterThan(1e3));
    }

    [Test]
    public void RefusesWhatMakesNoSense()
    {
        TrainingDynamics<double> Prepare(KernelKind kind = KernelKind.Ntk, double rate = 1, double? momentum = null) =>
            TrainingDynamics.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, default, rate, momentum);
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare(KernelKind.NtkGp));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare(rate: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare(rate: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Prepare(momentum: 1));
        using TrainingDynamics<double> dynamics = Prepare();
        Assert.Throws<ArgumentOutOfRangeException>(() => dynamics.TrainingEnsemble(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => dynamics.TrainingEnsemble(double.NaN));
        Assert.Throws<DimensionMismatchException>(() => dynamics.TestEnsemble(1));
        Assert.Throws<DimensionMismatchException>(() => dynamics.TestVariances(1));
        Assert.Throws<DimensionMismatchException>(() => dynamics.TrainingOutputs(1, RandomInputs.Normal<double>(20, 3, seed: 1)));
    }

    private static TrainingDynamics<double> Prepare(InferenceCase golden, InferenceCase.Flow flow) =>
        TrainingDynamics.Prepare<double>(golden.Network, flow.Kind, golden.XTrain<double>(), golden.YTrain<double>(), golden.XTest<double>(), flow.LearningRate);

    private static void AssertClose(Tensor<double> actual, Tensor<double> expected, string what, double tolerance = 1e-10)
    {
        double scale = expected.Max(Math.Abs);
        Assert.That(actual.Lengths.ToArray(), Is.EqualTo(expected.Lengths.ToArray()), what);
        double difference = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Assert.That(difference, Is.LessThanOrEqualTo(tolerance * Math.Max(scale, 1)), what);
    }
}
