using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>Fits regularised Gaussian-process and neural-tangent-kernel models.</summary>
public static class GaussianProcess
{
    /// <summary>Fits a model: computes the training kernel, adds the ridge, factors it and solves for the targets.</summary>
    /// <typeparam name="T">float or double: the precision of all the work.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind">What to infer.</param>
    /// <param name="x">Training inputs: rows × features, at least one row.</param>
    /// <param name="y">Training targets: rows × outputs, or rows for one output. They are used as they are: centre them if the prior mean 0 does not suit them.</param>
    /// <param name="ridge">What to add to the training kernel's diagonal.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles of the kernel, and before each of the later parts.</param>
    /// <returns>The model, to be disposed of.</returns>
    /// <exception cref="DimensionMismatchException">There are no training rows, or the targets do not fit them.</exception>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="NonFiniteValueException">An input or a target is NaN or infinite.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="NotPositiveDefiniteException">The regularised kernel is not positive definite, and no jitter was allowed.</exception>
    /// <exception cref="JitterExhaustedException">Nor is it with any jitter that was allowed.</exception>
    /// <exception cref="SolverPrecisionException">The solver needs float64 data.</exception>
    /// <exception cref="BackwardErrorException">The solver could not reach the accuracy of float64.</exception>
    /// <exception cref="IterationException">Conjugate gradients did not reach the accuracy asked for.</exception>
    /// <exception cref="RidgeTooSmallException">The kernel has eigenvalues that are negative by more than rounding, and the solver computes them.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GaussianProcess<T> Fit<T>(
        Network network,
        KernelKind kind,
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> y,
        Ridge ridge,
        FitOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new();
        IterativeFit.RequirePrecision<T>(options);
        DenseRows<T> inputs = TrainingInputs(x);
        DenseRows<T> targets = DenseRows<T>.CopyTargets(y, "The training targets", inputs.Count);
        FitPlan plan = Plan<T>(network, kind, inputs.Count, inputs.RowLengths, targets.Width, options);
        MemoryCheck.Require(plan.Bytes);
        var state = new TrainingSet<T>(network, kind, inputs, options with { Solver = plan.Solver });
        if (plan.Solver == SolverKind.Nystrom)
            return NystromFit.Fit(state, targets, ridge, cancellation);
        DenseRows<T> weights = DenseRows<T>.Copy(targets.Span, "The training targets");
        if (plan.Solver is SolverKind.Mixed or SolverKind.MatrixFree or SolverKind.ConjugateGradients)
            return new(state, targets, weights, ridge, IterativeFit.Solve(state, ridge, weights.Matrix, cancellation), factor: null);

        IKernelFactor<T> factor = state.Factor(ridge, cancellation);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var report = new FitReport(plan.Solver, factor.Solve(weights.Matrix)) { Eigen = EigenReportOf(factor) };
            return new(state, targets, weights, ridge, report, factor);
        }
        catch
        {
            factor.Dispose();
            throw;
        }
    }

    /// <summary>A model from its stored data. It predicts the same bits as the one that was stored, means always and the rest if the factor was stored too.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="model">The data, which is copied.</param>
    /// <param name="options">How to predict; null for the defaults.</param>
    /// <returns>The model, to be disposed of.</returns>
    /// <exception cref="DimensionMismatchException">The parts of the data do not fit each other.</exception>
    /// <exception cref="NetworkException">The network has no kernel for such inputs.</exception>
    /// <exception cref="NonFiniteValueException">An input, target or weight is NaN or infinite.</exception>
    /// <exception cref="NonFiniteKernelException">The factor holds NaN or an infinity.</exception>
    public static GaussianProcess<T> FromModel<T>(FittedModel<T> model, FitOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        model.RequireConsistent();
        var state = new TrainingSet<T>(model.Network, model.Kind, TrainingInputs<T>(model.Inputs), (options ?? new()) with { Solver = model.Solver });
        DenseRows<T> targets = DenseRows<T>.Copy(model.Targets, "The stored targets");
        DenseRows<T> weights = DenseRows<T>.Copy(model.Weights, "The stored weights");
        return new(state, targets, weights, model.Ridge, new(model.Solver, model.Report), state.Restore(model));
    }

    /// <summary>What fitting will take.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind">What to infer.</param>
    /// <param name="trainingRows">Training rows, ≥ 0.</param>
    /// <param name="inputLengths">The dimensions of one input: its features, or height, width and channels.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="NetworkException">The network has no kernel for such inputs.</exception>
    public static FitPlan Plan<T>(Network network, KernelKind kind, int trainingRows, ReadOnlySpan<nint> inputLengths, int outputs, FitOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainingRows);
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        options ??= new();
        GramPlan kernel = new GramBuilder<T>(network, options.Gram).Plan(trainingRows, null, inputLengths, kind.TrainingKernel());
        long featureCount = InputShape.For(network, inputLengths).FeatureCount;
        return FitPlan.For<T>(kernel, featureCount, outputs, SolverChoice.Resolve<T>(options, kernel, featureCount, outputs), options);
    }

    /// <summary>What fitting will take, for inputs of a number of features.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind">What to infer.</param>
    /// <param name="trainingRows">Training rows, ≥ 0.</param>
    /// <param name="featureCount">Features of an input.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="NetworkException">The network has no kernel for such inputs.</exception>
    public static FitPlan Plan<T>(Network network, KernelKind kind, int trainingRows, int featureCount, int outputs, FitOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Plan<T>(network, kind, trainingRows, [featureCount], outputs, options);

    private static EigenReport? EigenReportOf<T>(IKernelFactor<T> factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        factor is MeasuredFactor<T> { Factor: EigenFactor<T> eigen } ? new(eigen.Rank, eigen.Eigenvalues[0], eigen.Eigenvalues[^1]) : null;

    private static DenseRows<T> TrainingInputs<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> inputs = DenseRows<T>.Copy(x, "The training inputs");
        return inputs.Count > 0 ? inputs : throw new DimensionMismatchException("There are no training rows; at least one is needed.");
    }
}
