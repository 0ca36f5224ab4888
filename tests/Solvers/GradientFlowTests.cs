using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Training with any loss: the closed form, a plain integration in small steps, and laws of the flow.</summary>
internal sealed class GradientFlowTests
{
    private const int Rows = 16, Tests = 5, Classes = 3;

    private static readonly Problem<double> Problem = new(Rows, Tests, outputs: Classes);
    private static readonly Tensor<double> Initial = RandomInputs.Normal<double>(Rows, Classes, seed: 7), InitialTest = RandomInputs.Normal<double>(Tests, Classes, seed: 8);
    private static readonly IntegrationTolerance Tight = new() { Relative = 1e-11, Absolute = 1e-12 };

    private static Tensor<double> OneHot { get; } = Tensor.Create([.. Enumerable.Range(0, Rows * Classes).Select(i => i / Classes % Classes == i % Classes ? 1.0 : 0)], [Rows, Classes]);

    [Test]
    public void Squared_error_follows_the_closed_form(
        [Values(KernelKind.Ntk, KernelKind.Nngp)] KernelKind kind, [Values(null, 0.0, 0.9)] double? momentum, [ValueSource(typeof(SolverLibraries), nameof(SolverLibraries.Names))] string library)
    {
        double[] times = [0, 0.3, 4, 4, 40];
        var fit = new FitOptions { Library = SolverLibraries.Load(library) };
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.XTest, fit);
        using TrainingDynamics<double> exact = TrainingDynamics.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Problem.XTest, 3, momentum, fit);
        FlowPath<double> path = flow.Follow(new HalfMeanSquaredError<double>(), Problem.YTrain, times, Options(3, momentum));
        foreach (FlowPoint<double> point in path.Points)
        {
            Assert.That(Distance(point.Training, exact.TrainingOutputs(point.Time, Initial)), Is.LessThan(1e-8), $"training outputs at {point.Time}");
            Assert.That(Distance(point.Test!, exact.TestOutputs(point.Time, Initial, InitialTest)), Is.LessThan(1e-8), $"test outputs at {point.Time}");
        }

        Assert.That(path.Points.Select(point => point.Time), Is.EqualTo(times));
        Assert.That(path.Points[0].Training, Is.EqualTo(Initial));
        Assert.That(flow.LargestStableLearningRate(new HalfMeanSquaredError<double>(), Classes, momentum ?? 0), Is.EqualTo(exact.LargestStableLearningRate).Within(1e-9).Percent);
    }

    [Test]
    public void Cross_entropy_follows_a_plain_integration([Values(null, 0.5)] double? momentum)
    {
        const double LearningRate = 2, Time = 6;
        using GramResult<double> kernels = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTrain, KernelOutputs.Ntk);
        using GramResult<double> cross = new GramBuilder<double>(Problem<double>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Ntk);
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.XTest);
        FlowPoint<double> point = flow.Follow(new SoftmaxCrossEntropy<double>(), OneHot, [Time], Options(LearningRate, momentum)).Points[0];

        // In τ = √η·t with momentum: dq/dτ = (μ − 1)/√η·q − Θ∇L, df/dτ = q.
        int all = (Rows + Tests) * Classes;
        double[] state = [.. Initial, .. InitialTest, .. new double[all]];
        double duration = momentum is null ? Time : Math.Sqrt(LearningRate) * Time, friction = (1 - momentum ?? 0) / Math.Sqrt(LearningRate);
        const int Steps = 1500;
        for (int step = 0; step < Steps; step++)
        {
            double h = duration / Steps;
            double[] k1 = Slope(state), k2 = Slope(Add(k1, h / 2)), k3 = Slope(Add(k2, h / 2)), k4 = Slope(Add(k3, h));
            state = [.. state.Select((value, i) => value + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
        }

        Assert.That(Distance(point.Training, state[..(Rows * Classes)]), Is.LessThan(1e-8));
        Assert.That(Distance(point.Test!, state[(Rows * Classes)..all]), Is.LessThan(1e-8));

        double[] Add(double[] slope, double h) => [.. state.Select((value, i) => value + h * slope[i])];

        double[] Slope(double[] s)
        {
            var gradient = new double[Rows * Classes];
            for (int row = 0; row < Rows; row++)
            {
                double sum = Enumerable.Range(0, Classes).Sum(c => Math.Exp(s[row * Classes + c]));
                for (int c = 0; c < Classes; c++)
                    gradient[row * Classes + c] = (Math.Exp(s[row * Classes + c]) / sum - OneHot[row, c]) / Rows;
            }

            var force = new double[all];
            for (int i = 0; i < Rows + Tests; i++)
            {
                for (int c = 0; c < Classes; c++)
                {
                    for (int j = 0; j < Rows; j++)
                        force[i * Classes + c] -= (i < Rows ? kernels.Ntk[i, j] : cross.Ntk[i - Rows, j]) * gradient[j * Classes + c];
                }
            }

            return momentum is null
                ? [.. force.Select(f => LearningRate * f), .. new double[all]]
                : [.. s[all..], .. force.Select((f, i) => f - friction * s[all + i])];
        }
    }

    [Test]
    public void Loss_falls_and_the_sum_of_a_rows_outputs_stays()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.XTest);
        double[] times = [.. Enumerable.Range(0, 25).Select(i => 0.1 * Math.Pow(1.4, i))];
        IReadOnlyList<FlowPoint<double>> points = flow.Follow(new SoftmaxCrossEntropy<double>(), OneHot, times, Options(1, null)).Points;
        for (int i = 1; i < points.Count; i++)
            Assert.That(points[i].Loss, Is.LessThan(points[i - 1].Loss));
        foreach (FlowPoint<double> point in points)
        {
            for (int row = 0; row < Rows; row++)
                Assert.That(Enumerable.Range(0, Classes).Sum(c => point.Training[row, c] - Initial[row, c]), Is.Zero.Within(1e-11));
            for (int row = 0; row < Tests; row++)
                Assert.That(Enumerable.Range(0, Classes).Sum(c => point.Test![row, c] - InitialTest[row, c]), Is.Zero.Within(1e-11));
        }

        foreach (ITrainingLoss<double> loss in (ITrainingLoss<double>[])[new HalfMeanSquaredError<double>(), new HuberLoss<double>(0.1), new LogisticLoss<double>()])
        {
            double[] losses = [.. flow.Follow(loss, OneHot, times, Options(1, null)).Points.Select(point => point.Loss)];
            Assert.That(losses.Zip(losses.Skip(1)).All(pair => pair.Second < pair.First), loss.GetType().Name);
        }
    }

    [Test]
    public void Huber_without_outliers_is_squared_error_and_without_initial_outputs_they_are_zero()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, default);
        var plain = new GradientFlowOptions<double> { LearningRate = 2 };
        var zeros = new GradientFlowOptions<double> { LearningRate = 2, InitialTraining = Tensor.CreateFromShape<double>([Rows, Classes]) };
        FlowPoint<double> huber = flow.Follow(new HuberLoss<double>(1e3), Problem.YTrain, [7], plain).Points[0];
        FlowPoint<double> squared = flow.Follow(new HalfMeanSquaredError<double>(), Problem.YTrain, [7], zeros).Points[0];
        Assert.That(huber.Training, Is.EqualTo(squared.Training));
        Assert.That(huber.Test, Is.Null);
    }

    [Test]
    public void Progress_is_the_time_reached_after_each_step()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, default);
        var told = new List<double>();
        FlowPath<double> path = flow.Follow(new HuberLoss<double>(), Problem.YTrain, [3, 7], new() { Progress = told.Add });
        Assert.That(told, Has.Count.EqualTo(path.Steps).And.Ordered);
        Assert.That((told.Contains(3), told[^1]), Is.EqualTo((true, 7.0)));
    }

    [Test]
    public void Huge_initial_outputs_stay_finite()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, default);
        Tensor<double> huge = Tensor.Create([.. Initial.Select(value => 1e4 * value)], [Rows, Classes]);
        FlowPath<double> path = flow.Follow(new SoftmaxCrossEntropy<double>(), OneHot, [1, 1000], new() { InitialTraining = huge, LearningRate = 10 });
        Assert.That(path.Points.All(point => double.IsFinite(point.Loss) && point.Training.All(double.IsFinite)));
        Assert.That(path.Points[1].Loss, Is.LessThan(path.Points[0].Loss));
    }

    [Test]
    public void Float_is_near_double()
    {
        var single = new Problem<float>(Rows, Tests, outputs: Classes);
        Tensor<double> x = Tensor.Create([.. single.XTrain.Select(value => (double)value)], [Rows, 6]), xTest = Tensor.Create([.. single.XTest.Select(value => (double)value)], [Tests, 6]);
        using GradientFlow<float> narrow = GradientFlow.Prepare<float>(Problem<float>.Network, KernelKind.Ntk, single.XTrain, single.XTest);
        using GradientFlow<double> wide = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, x, xTest);
        FlowPoint<float> a = narrow.Follow(new SoftmaxCrossEntropy<float>(), Tensor.Create([.. OneHot.Select(value => (float)value)], [Rows, Classes]), [20], new() { LearningRate = 2 }).Points[0];
        FlowPoint<double> b = wide.Follow(new SoftmaxCrossEntropy<double>(), OneHot, [20], new() { LearningRate = 2 }).Points[0];
        Assert.That(a.Test!.Zip(b.Test!, (left, right) => Math.Abs(left - right)).Max(), Is.LessThan(2e-4));
    }

    [Test]
    public void Work_that_is_too_much_is_refused_with_numbers()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, default);
        var options = new GradientFlowOptions<double> { LearningRate = 1e9, Tolerance = new() { MaximumSteps = 50 } };
        IntegrationException limit = Assert.Throws<IntegrationException>(() => flow.Follow(new HalfMeanSquaredError<double>(), Problem.YTrain, [1], options))!;
        IntegrationException broken = Assert.Throws<IntegrationException>(() => flow.Follow(new Cliff(), Problem.YTrain, [1e6], new()))!;
        Assert.Multiple(() =>
        {
            Assert.That(limit.Failure, Is.EqualTo(IntegrationFailure.StepLimit));
            Assert.That(limit.Steps, Is.EqualTo(50));
            Assert.That(limit.Time, Is.InRange(1e-12, 1e-3));
            Assert.That(limit.Step, Is.InRange(1e-12, 1e-3));
            Assert.That(limit.Message, Does.Contain("50 steps"));
            Assert.That(broken.Failure, Is.EqualTo(IntegrationFailure.StepUnderflow));
            Assert.That(broken.Time, Is.InRange(1e-3, 1e5));
        });
    }

    [Test]
    public void Tolerances_decide_the_error_and_the_steps()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, default);
        FlowPath<double> Follow(double relative) => flow.Follow(new SoftmaxCrossEntropy<double>(), OneHot, [30], new() { LearningRate = 2, InitialTraining = Initial, Tolerance = new() { Relative = relative } });
        FlowPath<double> exact = Follow(1e-13), fine = Follow(1e-9), coarse = Follow(1e-4);
        Assert.That(Distance(coarse.Points[0].Training, exact.Points[0].Training), Is.InRange(1e-8, 1e-2));
        Assert.That(Distance(fine.Points[0].Training, exact.Points[0].Training), Is.LessThan(1e-7));
        Assert.That(fine.Steps, Is.GreaterThan(coarse.Steps));
        Assert.That(fine.Evaluations, Is.EqualTo(6 * fine.Steps + 2));
    }

    [Test]
    public void Nonsense_is_refused()
    {
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.XTest);
        var loss = new HalfMeanSquaredError<double>();
        FlowPath<double> Follow(double[] times, GradientFlowOptions<double>? options = null) => flow.Follow(loss, Problem.YTrain, times, options);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([-1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([2, 1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([double.PositiveInfinity]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([double.NaN]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([1], new() { LearningRate = 0 }));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([1], new() { Momentum = 1 }));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([1], new() { Tolerance = new() { Relative = 1e-17 } }));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([1], new() { Tolerance = new() { Absolute = double.NaN } }));
            Assert.Throws<ArgumentOutOfRangeException>(() => Follow([1], new() { Tolerance = new() { MaximumSteps = 0 } }));
            Assert.Throws<DimensionMismatchException>(() => Follow([1], new() { InitialTraining = InitialTest }));
            Assert.Throws<DimensionMismatchException>(() => flow.Follow(loss, InitialTest, [1]));
            Assert.Throws<LossTargetException>(() => flow.Follow(new SoftmaxCrossEntropy<double>(), Problem.YTrain, [1]));
            Assert.Throws<OperationCanceledException>(() => flow.Follow(loss, Problem.YTrain, [1], cancellation: cancelled.Token));
            Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlow.Prepare<double>(Problem<double>.Network, KernelKind.NtkGp, Problem.XTrain, default));
        });
    }

    private static GradientFlowOptions<double> Options(double learningRate, double? momentum) =>
        new() { LearningRate = learningRate, Momentum = momentum, InitialTraining = Initial, InitialTest = InitialTest, Tolerance = Tight };

    private static double Distance(IEnumerable<double> actual, IEnumerable<double> expected) => actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>Pushes all outputs up, and has no gradient above 1.</summary>
    private sealed class Cliff : ElementwiseLoss<double>
    {
        protected override double ElementCurvature => 1;

        protected override double ElementValue(double output, double target) => -output;

        protected override double ElementSlope(double output, double target) => output < 1 ? -1 : double.NaN;
    }
}
