using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Dynamics;

/// <summary>Training of infinitely wide networks in time.</summary>
public static class TrainingDynamics
{
    /// <summary>
    /// Prepares the gradient flow on half the mean squared error over all entries of the targets (Lee et al. 2019, arXiv 1902.06720), for any number of times: kernels
    /// and one eigendecomposition.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind"><see cref="KernelKind.Ntk"/>: all layers are trained; <see cref="KernelKind.Nngp"/>: the last layer alone.</param>
    /// <param name="x">Training inputs: n × features, n ≥ 1.</param>
    /// <param name="y">Training targets: n × outputs, or n.</param>
    /// <param name="xTest">Test inputs: rows × features; none for the training points alone.</param>
    /// <param name="learningRate">η &gt; 0.</param>
    /// <param name="momentum">μ in [0, 1) for gradient descent with momentum; null for plain gradient flow.</param>
    /// <param name="options">How kernels are computed; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <returns>The dynamics, to be disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate or momentum is out of range, or the kind has no dynamics.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit each other.</exception>
    /// <exception cref="NonFiniteValueException">An input or target is NaN or infinite.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static TrainingDynamics<T> Prepare<T>(
        Network network, KernelKind kind, in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> xTest, double learningRate, double? momentum = null,
        FitOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (kind is not (KernelKind.Ntk or KernelKind.Nngp))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Gradient flow moves by the NTK, or by the NNGP kernel where the last layer alone is trained.");
        if (!(learningRate > 0) || !double.IsFinite(learningRate))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "A learning rate must be finite and positive.");
        if (momentum is { } inertia && !(inertia >= 0 && inertia < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum must be in [0, 1).");
        options ??= new();
        DenseRows<T> inputs = DenseRows<T>.Copy(x, "The training inputs");
        if (inputs.Count == 0)
            throw new DimensionMismatchException("There are no training rows; at least one is needed.");
        DenseRows<T> targets = DenseRows<T>.CopyTargets(y, "The training targets", inputs.Count);
        var training = new TrainingSet<T>(network, kind, inputs, options);
        var flow = new TrainingDynamics<T>(targets, new(learningRate, momentum, (double)targets.Count * targets.Width), momentum ?? 0, training.Library);
        try
        {
            flow.Train = Decompose(training, flow, cancellation);
            if (xTest.Rank > 0 && xTest.Lengths[0] > 0)
            {
                DenseRows<T> test = DenseRows<T>.Copy(xTest, "The test inputs");
                training.RequireSameShape(test);
                flow.Cross = training.CrossKernels(test.Span, kind.TrainingKernel() | KernelOutputs.Nngp, cancellation);
                flow.TestPrior = training.PriorCovariance(test.Span, cancellation);
            }

            flow.Rotate();
            return flow;
        }
        catch
        {
            flow.Dispose();
            throw;
        }
    }

    /// <summary>Eigenvectors, one a row, of the training kernel; and the prior's kernel.</summary>
    private static GramMatrix<T> Decompose<T>(TrainingSet<T> training, TrainingDynamics<T> flow, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        flow.Prior = training.Prior(cancellation);
        GramMatrix<T> kernel = training.Kind == KernelKind.Nngp ? flow.Prior.Clone() : training.RegressionKernel(cancellation);
        try
        {
            FiniteEntries.RequireKernel<T>(kernel.AsMatrix(), "The training kernel");
            training.Library.Syevd(kernel.AsMatrix(), flow.Values.AsSpan());
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }
}

/// <summary>Mean and covariance of the outputs of an ensemble of networks.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Mean">Points × outputs.</param>
/// <param name="Covariance">Points × points, the same for each output.</param>
public sealed record EnsembleMoments<T>(Tensor<T> Mean, Tensor<T> Covariance);
