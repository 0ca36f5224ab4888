using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;

namespace Ntk.Cli;

/// <summary>Outputs at all times, from zeros at time 0, and how well they do.</summary>
/// <param name="LargestStable">The learning rate where gradient descent begins to diverge.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Points">One for each time.</param>
/// <param name="Training">The training outputs at each time.</param>
/// <param name="Test">The test outputs at each time; empty without test rows.</param>
/// <param name="Steps">Steps of the integration; null in closed form.</param>
internal sealed record DynamicsPath<T>(double LargestStable, double LearningRate, IReadOnlyList<DynamicsPoint> Points, IReadOnlyList<Tensor<T>> Training, IReadOnlyList<Tensor<T>> Test, int? Steps)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Trains.</summary>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    public static DynamicsPath<T> Make(DynamicsSettings settings, DynamicsData<T> data, RunSettings run, Session session)
    {
        MemoryCheck.Require(Bytes(settings, data));
        return settings.Loss == LossKind.Mse ? ClosedForm(settings, data, run, session) : Integrated(settings, data, run, session);
    }

    /// <summary>Memory at the peak besides the data, in bytes: kernels, what decomposes them, and the outputs at all times.</summary>
    public static Int128 Bytes(DynamicsSettings settings, DynamicsData<T> data)
    {
        int n = data.TrainingRows, tests = data.TestRows;
        Int128 outputs = (Int128)settings.Times.Count * (n + tests) * data.Outputs * Unsafe.SizeOf<T>();
        return outputs + (settings.Loss == LossKind.Mse
            ? TrainingDynamics.Bytes<T>(settings.Kernel, n, tests)
            : GradientFlow.Bytes<T>(n, tests) + (Int128)n * n * Unsafe.SizeOf<T>() + EigenvaluesCost.WorkingBytes<T>(n));
    }

    private static DynamicsPath<T> ClosedForm(DynamicsSettings settings, DynamicsData<T> data, RunSettings run, Session session)
    {
        using TrainingDynamics<T> dynamics = session.WithProgress("Kernels", (progress, cancellation) => TrainingDynamics.Prepare<T>(
            settings.Network, settings.Kernel, data.X, data.Y.Values, data.XTest ?? Tensor.CreateFromShape<T>([0]), settings.LearningRate ?? 1, settings.Momentum,
            new FitOptions { Gram = run.GramOptions(progress) }, cancellation));
        dynamics.LearningRate = settings.LearningRateFor(dynamics.LargestStableLearningRate);
        Tensor<T> start = Tensor.CreateFromShape<T>([data.TrainingRows, data.Outputs]), testStart = Tensor.CreateFromShape<T>([data.TestRows, data.Outputs]);
        double meanDiagonal = dynamics.Eigenvalues.Average();
        var loss = new HalfMeanSquaredError<T>();
        var points = new List<DynamicsPoint>();
        List<Tensor<T>> training = [], test = [];
        foreach (double time in settings.Times)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            training.Add(dynamics.TrainingOutputs(time, start));
            double? deviation = null;
            if (data.XTest is not null)
            {
                test.Add(dynamics.TestOutputs(time, start, testStart));
                deviation = Math.Sqrt(dynamics.TestVariances(time).Average(variance => Math.Max(0, variance)));
            }

            double trainingTime = dynamics.LearningRate * time;
            bool hasRidge = settings.Momentum is null && meanDiagonal > 0 && double.IsFinite(data.TrainingRows * data.Outputs / trainingTime);
            points.Add(new(
                time, DynamicsScore.Of(settings.Loss, loss, training[^1], data.Y), TestScore(settings, loss, data, test), deviation,
                hasRidge ? EarlyStopping.RidgeAt(trainingTime, data.TrainingRows, data.Outputs).Value : null,
                hasRidge ? EarlyStopping.RelativeRidgeAt(trainingTime, data.TrainingRows, data.Outputs, meanDiagonal).Value : null));
        }

        return new(dynamics.LargestStableLearningRate, dynamics.LearningRate, points, training, test, Steps: null);
    }

    private static DynamicsPath<T> Integrated(DynamicsSettings settings, DynamicsData<T> data, RunSettings run, Session session)
    {
        ITrainingLoss<T> loss = settings.Loss.Make<T>(settings.HuberDelta);
        using GradientFlow<T> flow = session.WithProgress("Kernels", (progress, cancellation) => GradientFlow.Prepare<T>(
            settings.Network, settings.Kernel, data.X, data.XTest ?? Tensor.CreateFromShape<T>([0]), new FitOptions { Gram = run.GramOptions(progress) }, cancellation));
        double largest = flow.LargestStableLearningRate(loss, data.Outputs, settings.Momentum ?? 0), rate = settings.LearningRateFor(largest);
        FlowPath<T> path = session.WithShare("Integrating", (progress, cancellation) => flow.Follow(
            loss, DynamicsData<T>.For(settings.Loss, data.Y), settings.Times,
            new()
            {
                LearningRate = rate,
                Momentum = settings.Momentum,
                Tolerance = new() { MaximumSteps = settings.MaximumSteps },
                Progress = progress is null ? null : time => progress(time / settings.Times[^1]),
            },
            cancellation));
        List<Tensor<T>> test = [];
        var points = new List<DynamicsPoint>();
        foreach (FlowPoint<T> point in path.Points)
        {
            if (point.Test is { } outputs)
                test.Add(outputs);
            points.Add(new(point.Time, DynamicsScore.Of(settings.Loss, loss, point.Training, data.Y), TestScore(settings, loss, data, test), null, null, null));
        }

        return new(largest, rate, points, [.. path.Points.Select(point => point.Training)], test, path.Steps);
    }

    private static DynamicsScore? TestScore(DynamicsSettings settings, ITrainingLoss<T> loss, DynamicsData<T> data, List<Tensor<T>> test) =>
        data.YTest is { } targets && test.Count > 0 ? DynamicsScore.Of(settings.Loss, loss, test[^1], targets) : null;
}
