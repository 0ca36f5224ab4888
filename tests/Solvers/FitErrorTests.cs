using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Solvers;

/// <summary>Bad input, cancellation, progress and plans.</summary>
[TestFixture]
internal sealed class FitErrorTests
{
    private static readonly Problem<double> Problem = new(30);
    private static readonly FitOptions Options = new() { Library = LinearAlgebra.Resolve("managed").Library };

    [Test]
    public void RidgesMustBeFiniteAndNotNegative([Values(-1e-300, double.NaN, double.PositiveInfinity)] double value) =>
        Assert.Multiple(() =>
        {
            Assert.That(() => Ridge.Relative(value), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Ridge.Absolute(value), Throws.TypeOf<ArgumentOutOfRangeException>());
        });

    [TestCase(0, 10, 3)]
    [TestCase(double.NaN, 10, 3)]
    [TestCase(1e-6, 1, 3)]
    [TestCase(1e-6, double.PositiveInfinity, 3)]
    [TestCase(1e-6, 10, 0)]
    [TestCase(1e-6, 10, 101)]
    public void JitterMustGrow(double first, double factor, int attempts) =>
        Assert.That(() => Jitter.Growing(first, factor, attempts), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void ShapesMustFit() =>
        Assert.Multiple(() =>
        {
            Assert.That(() => Fit(Problem.XTrain, Problem.YTest), Throws.TypeOf<DimensionMismatchException>().With.Message.Contains("30"));
            Assert.That(() => Fit(Tensor.CreateFromShape<double>([0, 6]), Tensor.CreateFromShape<double>([0, 2])), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => Fit(Problem.XTrain, Tensor.CreateFromShape<double>([30, 0])), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => Fit(Problem.XTrain, Tensor.CreateFromShape<double>([30, 2, 2])), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => Fit(Tensor.CreateFromShape<double>([30, 0]), Problem.YTrain), Throws.TypeOf<NetworkException>());
        });

    [Test]
    public void TestRowsMustHaveTheFeaturesOfTheTrainingRows()
    {
        using GaussianProcess<double> gp = Fit(Problem.XTrain, Problem.YTrain);
        Assert.That(() => gp.Predict(Tensor.CreateFromShape<double>([3, 5])), Throws.TypeOf<DimensionMismatchException>().With.Message.Contains('5').And.Message.Contains('6'));
    }

    [Test]
    public void NonFiniteDataAreNamed([Values(double.NaN, double.NegativeInfinity)] double value)
    {
        Tensor<double> x = Problem<double>.Rows(Problem.XTrain, 0, 1, 2), y = Problem<double>.Rows(Problem.YTrain, 0, 1, 2);
        using GaussianProcess<double> gp = Fit(x, y);
        Tensor<double> badX = Problem<double>.Rows(x, 0, 1, 2), badY = Problem<double>.Rows(y, 0, 1, 2);
        badX[1, 4] = badY[2, 1] = value;
        Assert.Multiple(() =>
        {
            Assert.That(() => Fit(badX, y), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(1).And.Property("Column").EqualTo(4));
            Assert.That(() => Fit(x, badY), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(2).And.Property("Column").EqualTo(1));
            Assert.That(() => gp.Predict(badX, covariance: true), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(1));
        });
    }

    [Test]
    public void OverflowingKernelsAreErrorsInFloat32()
    {
        // K(x, x) = x² of the second row is 10⁴⁰, beyond float32; its kernel with itself and with others must not become a number.
        float[] values = [1, 1e20f, 2];
        Network linear = Network.Serial(Dense());
        using GaussianProcess<float> gp = GaussianProcess.Fit<float>(linear, KernelKind.Nngp, Tensor.Create([1e19f], [1, 1]), (float[])[1], Ridge.Relative(1), Options);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => GaussianProcess.Fit<float>(linear, KernelKind.Nngp, Tensor.Create(values, [3, 1]), (float[])[1, 2, 3], Ridge.Relative(1), Options),
                Throws.TypeOf<NonFiniteKernelException>().With.Property("Row").EqualTo(1));
            Assert.That(() => gp.Predict(Tensor.Create(values, [3, 1])), Throws.TypeOf<NonFiniteKernelException>().With.Property("Column").EqualTo(1));
        });
    }

    [Test]
    public void EqualRowsWithoutARidgeAreNotPositiveDefinite()
    {
        // A linear kernel of three rows with one feature has rank one, and small integers are exact.
        Assert.That(
            () => GaussianProcess.Fit<double>(Network.Serial(Dense()), KernelKind.Nngp, Tensor.Create([1.0, 2, 4], [3, 1]), (double[])[1, 2, 3], Ridge.Absolute(0), Options),
            Throws.TypeOf<NotPositiveDefiniteException>().With.Property("PivotIndex").EqualTo(1));
    }

    [Test]
    public void EverythingIsRefusedAfterDisposal()
    {
        GaussianProcess<double> gp = Fit(Problem.XTrain, Problem.YTrain);
        gp.Dispose();
        gp.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => gp.Predict(Problem.XTest), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => gp.LogMarginalLikelihood(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => gp.LeaveOneOut(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => gp.ToModel(), Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    public void CancellationStopsTheWork()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using GaussianProcess<double> gp = Fit(Problem.XTrain, Problem.YTrain);
        Assert.Multiple(() =>
        {
            Assert.That(() => GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, Ridge.Relative(1), Options, source.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => gp.Predict(Problem.XTest, covariance: true, source.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => gp.LeaveOneOut(source.Token), Throws.InstanceOf<OperationCanceledException>());
        });
    }

    [Test]
    public void CancellationReachesTheFactorisation()
    {
        using var source = new CancellationTokenSource();
        var progress = new Recorder(report =>
        {
            if (report is { Stage: SolverStage.TrainingKernel, Fraction: 1 })
                source.Cancel();
        });
        Assert.That(
            () => GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, Ridge.Relative(1), Options with { Progress = progress }, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(progress.Reports.Select(report => report.Stage), Does.Not.Contain(SolverStage.Factorisation));
    }

    [Test]
    public void ProgressEndsAtOneInEveryStage()
    {
        var progress = new Recorder(_ => { });
        var tiles = new TileRecorder();
        FitOptions options = Options with { Progress = progress, PredictionBlockRows = 3, Gram = new() { TileRows = 8, TileColumns = 16, Progress = tiles } };
        using GaussianProcess<double> gp = GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.Nngp, Problem.XTrain, Problem.YTrain, Ridge.Relative(1), options);
        gp.Predict(Problem.XTest);
        Assert.Multiple(() =>
        {
            foreach (SolverStage stage in (SolverStage[])[SolverStage.TrainingKernel, SolverStage.Factorisation, SolverStage.TestKernel, SolverStage.Prediction])
                Assert.That(progress.Reports.Where(report => report.Stage == stage).Max(report => report.Fraction), Is.EqualTo(1), $"{stage}");
            Assert.That(progress.Reports.Where(report => report.Stage == SolverStage.Prediction).Select(report => report.Fraction), Is.EqualTo((double[])[3 / 7.0, 6 / 7.0, 1]));
            Assert.That(tiles.Count, Is.GreaterThan(4), "the caller's own progress must be told, too");
        });
    }

    [Test]
    public void PlansCountWhatFittingTakes()
    {
        FitPlan plan = GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Ntk, 1000, 784, 10);
        FitPlan half = GaussianProcess.Plan<float>(Problem<double>.Network, KernelKind.Ntk, 1000, 784, 10);
        Assert.Multiple(() =>
        {
            Assert.That(plan.Kernel.ResultBytes, Is.EqualTo((Int128)8_000_000), "the mean needs one kernel matrix");
            Assert.That(plan.Bytes, Is.EqualTo(plan.Kernel.ResultBytes + plan.Kernel.WorkingBytes + 8 * 1000 * (784 + 30)));
            Assert.That(half.Kernel.ResultBytes * 2, Is.EqualTo(plan.Kernel.ResultBytes));
            Assert.That(plan.FactorisationFlops, Is.EqualTo(1e9 / 3).Within(1));
            Assert.That(plan.SolveFlops, Is.EqualTo(4e7).Within(1));
        });
    }

    [Test]
    public void PredictionPlansKeepBlocksWithinTheirMemory()
    {
        // 6,000 training rows: 256 MiB hold 5,592 columns of one kernel, 1,864 of both and of the solve's residual.
        Tensor<double> inputs = Tensor.CreateFromShape<double>([6000, 1]), targets = Tensor.CreateFromShape<double>([6000, 1]);
        var model = new FittedModel<double>
        {
            Network = Problem<double>.Network,
            Kind = KernelKind.Ntk,
            Ridge = Ridge.Relative(1),
            Report = new(6000, 1, 1, 0, 0),
            Inputs = inputs,
            Targets = targets,
            Weights = targets,
        };
        using GaussianProcess<double> gp = GaussianProcess.FromModel(model, Options);
        PredictionPlan mean = gp.Plan(100_000, PredictionKind.Mean), variance = gp.Plan(100_000, PredictionKind.Variance);
        Assert.Multiple(() =>
        {
            Assert.That(mean.BlockRows, Is.EqualTo(5592));
            Assert.That(variance.BlockRows, Is.EqualTo(1864));
            Assert.That(mean.Kernel.ResultBytes, Is.LessThanOrEqualTo((Int128)(1 << 28)));
            Assert.That(variance.Kernel.ResultBytes, Is.LessThanOrEqualTo((Int128)(1 << 28)), "both kernels together");
            Assert.That(variance.Bytes, Is.GreaterThanOrEqualTo(3 * (variance.Kernel.ResultBytes / 2) + 2 * 8 * (Int128)6000 * 6000), "a factor that was not stored, and K of the training rows");
            Assert.That(mean.Flops, Is.EqualTo(2.0 * 100_000 * 6000));
            Assert.That(variance.Flops, Is.EqualTo((2.0 * 6000 + 6.0 * 6000 * 6000) * 100_000));
            Assert.That(() => gp.Plan(50_000, PredictionKind.Covariance), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => gp.Plan(-1, PredictionKind.Mean), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void WorkBeyondTheMemoryIsRefusedBeforeItStarts() =>
        Assert.That(
            () => GaussianProcess.Fit<float>(Problem<double>.Network, KernelKind.Nngp, Tensor.CreateFromShape<float>([2_000_000, 1]), Tensor.CreateFromShape<float>([2_000_000]), Ridge.Relative(1), Options),
            Throws.TypeOf<AllocationException>().With.Property("Bytes").GreaterThanOrEqualTo((Int128)16_000_000_000_000));

    [Test]
    public void SelectionBeyondTheMemoryIsRefusedBeforeItStarts()
    {
        Tensor<float> x = Tensor.CreateFromShape<float>([2_000_000, 1]), y = Tensor.CreateFromShape<float>([2_000_000]);
        Assert.That(
            () => RidgeSelection.Choose<float>(Problem<double>.Network, KernelKind.Nngp, x, y, x, y, SelectionMeasure.MeanSquaredError, options: Options),
            Throws.TypeOf<AllocationException>().With.Property("Bytes").GreaterThanOrEqualTo((Int128)48_000_000_000_000));
    }

    private static GaussianProcess<double> Fit(Tensor<double> x, Tensor<double> y) =>
        GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.Ntk, x, y, Ridge.Relative(1e-2), Options);

    private sealed class Recorder(Action<SolverProgress> then) : IProgress<SolverProgress>
    {
        public List<SolverProgress> Reports { get; } = [];

        public void Report(SolverProgress value)
        {
            lock (Reports)
                Reports.Add(value);
            then(value);
        }
    }

    private sealed class TileRecorder : IProgress<GramProgress>
    {
        private int count;

        public int Count => count;

        public void Report(GramProgress value) => Interlocked.Increment(ref count);
    }
}
