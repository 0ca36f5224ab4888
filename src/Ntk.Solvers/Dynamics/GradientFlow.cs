using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Dynamics;

/// <summary>Training of infinitely wide networks with any differentiable loss.</summary>
public static class GradientFlow
{
    /// <summary>Computes the kernels that the flow ḟ = −η·M·∇L(f) moves by (Lee et al. 2019, arXiv 1902.06720, section 2.2).</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind"><see cref="KernelKind.Ntk"/>: all layers are trained; <see cref="KernelKind.Nngp"/>: the last layer alone.</param>
    /// <param name="x">Training inputs: n × features, n ≥ 1.</param>
    /// <param name="xTest">Test inputs: rows × features; none for the training points alone.</param>
    /// <param name="options">How kernels are computed; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <returns>The flow, to be disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kind has no dynamics.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit each other.</exception>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GradientFlow<T> Prepare<T>(
        Network network, KernelKind kind, in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> xTest, FitOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrainingDynamics.RequireKind(kind);
        DenseRows<T> inputs = TrainingDynamics.CopyInputs(x);
        DenseRows<T>? test = xTest.Rank > 0 && xTest.Lengths[0] > 0 ? DenseRows<T>.Copy(xTest, "The test inputs") : null;
        var training = new TrainingSet<T>(network, kind, inputs, options ?? new());
        if (test is not null)
            training.RequireSameShape(test);
        MemoryCheck.Require(Bytes<T>(inputs.Count, test?.Count ?? 0));
        GramMatrix<T> train = training.RegressionKernel(cancellation);
        GramMatrix<T>? cross = null;
        try
        {
            FiniteEntries.RequireKernel<T>(train.AsMatrix(), "The training kernel");
            if (test is not null)
            {
                cross = training.CrossKernels(test.Span, kind.TrainingKernel(), cancellation).Only();
                FiniteEntries.RequireKernel<T>(cross.AsMatrix(), "The kernel between training and test rows");
            }

            return new(train, cross, training.Library);
        }
        catch
        {
            train.Dispose();
            cross?.Dispose();
            throw;
        }
    }

    /// <summary>Memory of the kernels in bytes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="trainingRows">Training rows n, ≥ 0.</param>
    /// <param name="testRows">Test rows, ≥ 0.</param>
    public static Int128 Bytes<T>(int trainingRows, int testRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainingRows);
        ArgumentOutOfRangeException.ThrowIfNegative(testRows);
        return (Int128)trainingRows * ((Int128)trainingRows + testRows) * Unsafe.SizeOf<T>();
    }
}
