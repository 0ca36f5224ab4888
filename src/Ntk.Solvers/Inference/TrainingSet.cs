using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>A network with the inputs it was trained on: everything that kernels are computed from.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed record TrainingSet<T>(Network Network, KernelKind Kind, DenseRows<T> Inputs, FitOptions Options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The linear algebra to use.</summary>
    public LinearAlgebra Library { get; } = Options.ResolvedLibrary;

    /// <summary>How the network sees a training input.</summary>
    private InputShape Shape { get; } = InputShape.For(Network, Inputs.RowLengths);

    /// <summary>Requires test inputs to be of the shape of the training inputs, as far as the network sees it.</summary>
    /// <exception cref="DimensionMismatchException">They are of another.</exception>
    /// <exception cref="NetworkException">The network needs images or signals, and they are none.</exception>
    public void RequireSameShape(DenseRows<T> test)
    {
        if (test.Width != Inputs.Width || InputShape.For(Network, test.RowLengths) != Shape)
            throw new DimensionMismatchException($"The test inputs have {Features(test)} features, the training inputs {Features(Inputs)}.");

        static string Features(DenseRows<T> rows) => rows.RowLengths.IsEmpty ? "1" : string.Join('×', rows.RowLengths.ToArray());
    }

    /// <summary>K of the training rows.</summary>
    public GramMatrix<T> Prior(CancellationToken cancellation)
    {
        GramMatrix<T> kernel = TrainingKernel(KernelOutputs.Nngp, cancellation);
        try
        {
            FiniteEntries.RequireKernel<T>(kernel.AsMatrix(), "The NNGP kernel of the training rows");
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Kernels between training and test rows, one column a test row, as right-hand sides are.</summary>
    public GramResult<T> CrossKernels(ReadOnlyTensorSpan<T> test, KernelOutputs outputs, CancellationToken cancellation) =>
        Builder(SolverStage.TestKernel).Build(Inputs.Span, test, outputs, cancellation);

    /// <summary>The prior covariance of test rows.</summary>
    public GramMatrix<T> PriorCovariance(ReadOnlyTensorSpan<T> test, CancellationToken cancellation) =>
        Builder(SolverStage.TestKernel).Build(test, Kind.PriorKernel(), cancellation).Only();

    /// <summary>The prior variance of test rows.</summary>
    public IReadOnlyList<double> PriorVariance(ReadOnlyTensorSpan<T> test)
    {
        KernelDiagonal diagonal = Builder(SolverStage.TestKernel).Diagonal(test, Kind.PriorKernel());
        return Kind.PriorKernel() == KernelOutputs.Ntk ? diagonal.Ntk : diagonal.Nngp;
    }

    /// <summary>The kernel of the training rows that is regularised.</summary>
    public GramMatrix<T> RegressionKernel(CancellationToken cancellation) => TrainingKernel(Kind.TrainingKernel(), cancellation);

    /// <summary>Computes and factors the regularised training kernel.</summary>
    public CholeskyFactor<T> Factor(Ridge ridge, CancellationToken cancellation)
    {
        GramMatrix<T> kernel = RegressionKernel(cancellation);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            Options.Progress?.Report(new(SolverStage.Factorisation, 0));
            CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(kernel, ridge, Options.Jitter, Library);
            Options.Progress?.Report(new(SolverStage.Factorisation, 1));
            return factor;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>The factor of a stored model, or null if it was not stored.</summary>
    public CholeskyFactor<T>? Restore(FittedModel<T> model)
    {
        if (model is not { Factor: { } stored, Diagonal: { } diagonal })
            return null;
        DenseRows<T> diagonalCopy = DenseRows<T>.Copy(diagonal, "The stored diagonal");
        var matrix = new GramMatrix<T>(Inputs.Count, Inputs.Count);
        try
        {
            for (int row = 0; row < matrix.Rows; row++)
                stored.GetSpan([row, 0], matrix.Columns).CopyTo(matrix.Row(row));
            return CholeskyFactor<T>.Restore(matrix, diagonalCopy.Values, model.Report.Ridge, model.Report.JitterUsed, Library);
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    private GramMatrix<T> TrainingKernel(KernelOutputs output, CancellationToken cancellation) =>
        Builder(SolverStage.TrainingKernel).Build(Inputs.Span, output, cancellation).Only();

    private GramBuilder<T> Builder(SolverStage stage) => new(Network, Options.GramFor(stage));
}
