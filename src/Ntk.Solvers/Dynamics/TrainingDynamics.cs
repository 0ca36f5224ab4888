using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
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
        RequireKind(kind);
        LearningRates.Require(learningRate, momentum);
        options ??= new();
        DenseRows<T> inputs = CopyInputs(x);
        DenseRows<T> targets = DenseRows<T>.CopyTargets(y, "The training targets", inputs.Count);
        var training = new TrainingSet<T>(network, kind, inputs, options);
        DenseRows<T>? test = xTest.Rank > 0 && xTest.Lengths[0] > 0 ? DenseRows<T>.Copy(xTest, "The test inputs") : null;
        if (test is not null)
            training.RequireSameShape(test);
        MemoryCheck.Require(Bytes<T>(kind, inputs.Count, test?.Count ?? 0));
        var flow = new TrainingDynamics<T>(targets, learningRate, momentum, training.Library);
        try
        {
            flow.Decompose(training.RegressionKernel(cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (kind.MixesKernels())
            {
                using GramMatrix<T> prior = training.Prior(cancellation);
                flow.RotatePrior(prior);
            }

            if (test is not null)
            {
                using GramResult<T> cross = training.CrossKernels(test.Span, kind.TrainingKernel() | KernelOutputs.Nngp, cancellation);
                flow.RotateTest(cross, training.PriorCovariance(test.Span, cancellation));
            }

            return flow;
        }
        catch
        {
            flow.Dispose();
            throw;
        }
    }

    /// <summary>Memory at the peak in bytes: the matrices kept, and what kernels and eigenvectors take while they are computed.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kind">The kernel of the flow.</param>
    /// <param name="trainingRows">Training rows n, ≥ 0.</param>
    /// <param name="testRows">Test rows, ≥ 0.</param>
    public static Int128 Bytes<T>(KernelKind kind, int trainingRows, int testRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainingRows);
        ArgumentOutOfRangeException.ThrowIfNegative(testRows);
        Int128 n = trainingRows, tests = testRows, kernels = kind.MixesKernels() ? 2 : 1;

        // Beside the eigenvectors: LAPACK works in two matrices of their size; a prior is rotated by way of two; test rows need their kernels, those rotated, and two of their own.
        return (n * n + Int128.Max(2 * n * n, (kernels - 1) * n * n + 3 * kernels * n * tests + 2 * tests * tests)) * Unsafe.SizeOf<T>();
    }

    /// <summary>Refuses kinds that no training moves by.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind has no dynamics.</exception>
    internal static void RequireKind(KernelKind kind)
    {
        if (kind is not (KernelKind.Ntk or KernelKind.Nngp))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Gradient flow moves by the NTK, or by the NNGP kernel where the last layer alone is trained.");
    }

    /// <summary>A copy of training inputs.</summary>
    /// <exception cref="DimensionMismatchException">There are no rows.</exception>
    internal static DenseRows<T> CopyInputs<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> inputs = DenseRows<T>.Copy(x, "The training inputs");
        return inputs.Count > 0 ? inputs : throw new DimensionMismatchException("There are no training rows; at least one is needed.");
    }
}

/// <summary>Mean and covariance of the outputs of an ensemble of networks.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Mean">Points × outputs.</param>
/// <param name="Covariance">Points × points, the same for each output.</param>
public sealed record EnsembleMoments<T>(Tensor<T> Mean, Tensor<T> Covariance);
