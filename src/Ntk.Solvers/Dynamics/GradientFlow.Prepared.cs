using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Dynamics;

/// <summary>Kernels of training and test rows, along which outputs can be trained with any loss. Dispose it to free its matrices.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GradientFlow<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> train;
    private readonly GramMatrix<T>? cross;
    private readonly LinearAlgebra library;
    private readonly Lazy<double[]> eigenvalues;

    internal GradientFlow(GramMatrix<T> train, GramMatrix<T>? cross, LinearAlgebra library)
    {
        this.train = train;
        this.cross = cross;
        this.library = library;
        eigenvalues = new(Decompose);
    }

    /// <summary>Training rows n.</summary>
    public int TrainingRows => train.Rows;

    /// <summary>Test rows.</summary>
    public int TestRows => cross?.Columns ?? 0;

    /// <summary>Eigenvalues of the training kernel, ascending, computed when first asked for; rounding can leave the smallest below zero.</summary>
    /// <exception cref="AllocationException">There is not enough memory for a copy of the kernel.</exception>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    public IReadOnlyList<double> Eigenvalues => eigenvalues.Value;

    /// <summary>2(1 + μ)/(λ_max·curvature): gradient descent with a larger learning rate can diverge.</summary>
    /// <param name="loss">The loss, whose curvature bounds its second derivatives.</param>
    /// <param name="outputs">Outputs, ≥ 1.</param>
    /// <param name="momentum">μ.</param>
    public double LargestStableLearningRate(ITrainingLoss<T> loss, int outputs, double momentum = 0)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        return LearningRates.LargestStable(Eigenvalues[^1], loss.LargestCurvature(TrainingRows, outputs), momentum);
    }

    /// <summary>Follows the flow by an embedded Runge–Kutta method of order 5, each step in O(n·(n + test rows)·outputs).</summary>
    /// <param name="loss">What training makes small.</param>
    /// <param name="y">Training targets: n × outputs, or n.</param>
    /// <param name="times">When to look, none before the last; finite, ≥ 0.</param>
    /// <param name="options">Learning rate, momentum, initial outputs, tolerances.</param>
    /// <param name="cancellation">Stops the work between two steps.</param>
    /// <returns>The outputs at each time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time, rate, momentum or tolerance is out of range.</exception>
    /// <exception cref="DimensionMismatchException">Targets or initial outputs do not fit.</exception>
    /// <exception cref="NonFiniteValueException">A target or initial output is NaN or infinite.</exception>
    /// <exception cref="LossTargetException">The loss has no meaning for a target.</exception>
    /// <exception cref="IntegrationException">The steps are used up, or too small.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FlowPath<T> Follow(
        ITrainingLoss<T> loss, in ReadOnlyTensorSpan<T> y, IReadOnlyList<double> times, GradientFlowOptions<T>? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(times);
        options ??= new();
        LearningRates.Require(options.LearningRate, options.Momentum);
        RequireTimes(times);
        DenseRows<T> targets = DenseRows<T>.CopyTargets(y, "The training targets", TrainingRows);
        loss.RequireTargets(targets.Matrix);
        var equation = new FlowEquation<T>(train, cross, loss, targets, options.LearningRate, options.Momentum, library);
        var integrator = new DormandPrince<T>(equation, Start(equation, options, targets.Width), options.Tolerance);
        var points = new List<FlowPoint<T>>(times.Count);
        foreach (double time in times)
        {
            integrator.AdvanceTo(time, options.Progress, cancellation);
            ReadOnlyMatrixSpan<T> outputs = equation.Training(integrator.State);
            points.Add(new(time, loss.Value(outputs, targets.Matrix), ToTensor(outputs), TestRows == 0 ? null : ToTensor(equation.Test(integrator.State))));
        }

        GC.KeepAlive(this);
        return new(points, integrator.Steps, integrator.RejectedSteps, integrator.Evaluations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        cross?.Dispose();
    }

    private T[] Start(FlowEquation<T> equation, GradientFlowOptions<T> options, int outputs)
    {
        var state = new T[equation.StateCount];
        Put(options.InitialTraining, "The initial training outputs", TrainingRows, outputs, state);
        Put(options.InitialTest, "The initial test outputs", TestRows, outputs, state.AsSpan(TrainingRows * outputs));
        return state;
    }

    private static void Put(Tensor<T>? initial, string name, int rows, int outputs, Span<T> target)
    {
        if (initial is null)
            return;
        DenseRows<T> values = DenseRows<T>.CopyTargets(initial, name, rows);
        if (values.Width != outputs)
            throw new DimensionMismatchException($"{name} have {values.Width} outputs, the targets {outputs}.");
        values.Values.CopyTo(target);
    }

    private static Tensor<T> ToTensor(ReadOnlyMatrixSpan<T> values)
    {
        DenseRows<T> rows = DenseRows<T>.Zeros(checked((int)values.Rows), checked((int)values.Columns));
        Columns.Copy(values, rows.Matrix);
        return rows.ToTensor();
    }

    private double[] Decompose()
    {
        using GramMatrix<T> copy = train.Clone();
        var values = new T[copy.Rows];
        library.Eigenvalues(copy.AsMatrix(), values.AsSpan());
        return Array.ConvertAll(values, value => double.CreateTruncating(value));
    }

    private static void RequireTimes(IReadOnlyList<double> times)
    {
        double last = 0;
        foreach (double time in times)
        {
            if (!(time >= last) || !double.IsFinite(time))
                throw new ArgumentOutOfRangeException(nameof(times), time, "Times must be finite, not negative, and none before the last.");
            last = time;
        }
    }
}
