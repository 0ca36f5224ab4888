using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;

namespace Ntk.Solvers.Inference;

/// <summary>A network with the inputs it was trained on: everything that kernels are computed from.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed record TrainingSet<T>(Network Network, KernelKind Kind, DenseRows<T> Inputs, FitOptions Options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The linear algebra to use.</summary>
    public LinearAlgebra Library { get; } = Options.ResolvedLibrary;

    /// <summary>Whether a matrix of n² numbers is to be avoided.</summary>
    private bool IsPacked => Options.Solver is SolverKind.Packed or SolverKind.MatrixFree or SolverKind.ConjugateGradients;

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

    /// <summary>The same for products: in memory where the factor's matrix is, tiles computed anew where it is not.</summary>
    public TrainingPrior<T> PriorProducts(CancellationToken cancellation) => IsPacked
        ? new(new GramBuilder<T>(Network, Options.Gram with { Store = null }).Open(Inputs.Span, KernelOutputs.Nngp))
        : new(Prior(cancellation), Library);

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
        return diagonal.Of(Kind.PriorKernel());
    }

    /// <summary>The kernel of the training rows that is regularised.</summary>
    public GramMatrix<T> RegressionKernel(CancellationToken cancellation) => TrainingKernel(Kind.TrainingKernel(), cancellation);

    /// <summary>Columns of a low-rank approximation.</summary>
    public int Rank => Math.Min(Inputs.Count, Options.ResolvedRank);

    /// <summary>The tiles of that kernel, to be computed as often as needed.</summary>
    public GramTiles<T> Tiles() => new GramBuilder<T>(Network, Options.Gram with { Store = null }).Open(Inputs.Span, Kind.TrainingKernel());

    /// <summary>A low-rank approximation of it.</summary>
    public LowRankFactor<T> Approximation(CancellationToken cancellation)
    {
        Options.Progress?.Report(new(SolverStage.Approximation, 0));
        LowRankFactor<T> factor = RandomlyPivotedCholesky.Approximate(
            Network, Kind.TrainingKernel(), Inputs.Span, Rank, Options.Seed, Options.Gram with { Store = null, Progress = null }, Library, cancellation);
        Options.Progress?.Report(new(SolverStage.Approximation, 1));
        return factor;
    }

    /// <summary>Memory that variances take besides what there is: the factor, and K of the training rows.</summary>
    public Int128 CovarianceBytes(bool needsFactor, bool needsPrior)
    {
        Int128 n = Inputs.Count, matrix = n * n * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        return (needsFactor ? IsPacked ? matrix / 2 : matrix : 0) + (needsPrior && !IsPacked ? matrix : 0);
    }

    /// <summary>Computes and factors the regularised training kernel, in the precision of the data.</summary>
    /// <exception cref="ApproximateModelException">The model is one of few columns.</exception>
    public IKernelFactor<T> Factor(Ridge ridge, CancellationToken cancellation)
    {
        if (Options.Solver == SolverKind.Nystrom)
            throw new ApproximateModelException(Options.Solver);
        IKernelFactor<T> factor = Options.Solver switch
        {
            _ when IsPacked => PackedFactor(ridge, cancellation),
            SolverKind.Eigen => Measured(OfKernel(kernel => EigenFactor<T>.Decompose(kernel, ridge, Library), cancellation), ridge),
            _ => OfKernel(kernel => CholeskyFactor<T>.Factor(kernel, ridge, Options.Jitter, Library), cancellation),
        };
        Options.Progress?.Report(new(SolverStage.Factorisation, 1));
        return factor;
    }

    /// <summary>The factor of a stored model, or null if it was not stored.</summary>
    public IKernelFactor<T>? Restore(FittedModel<T> model)
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

    private void StartFactorisation(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Options.Progress?.Report(new(SolverStage.Factorisation, 0));
    }

    /// <summary>Hands the kernel to what makes a factor of it in its place.</summary>
    private TFactor OfKernel<TFactor>(Func<GramMatrix<T>, TFactor> make, CancellationToken cancellation)
    {
        GramMatrix<T> kernel = RegressionKernel(cancellation);
        try
        {
            StartFactorisation(cancellation);
            return make(kernel);
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    private MeasuredFactor<T> PackedFactor(Ridge ridge, CancellationToken cancellation)
    {
        MemoryCheck.Require((Int128)Inputs.Count * (Inputs.Count + 2) / 2 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        var packed = new PackedMatrix<T>(Inputs.Count);
        try
        {
            using (GramTiles<T> tiles = Builder(SolverStage.TrainingKernel).Open(Inputs.Span, Kind.TrainingKernel()))
                packed.Fill(tiles, Kind.TrainingKernel(), LambdaOf(tiles, ridge), cancellation);
            StartFactorisation(cancellation);
            return Measured(PackedCholesky<T>.Factor(packed, Library), ridge);
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    private MeasuredFactor<T> Measured(ISymmetricFactor<T> factor, Ridge ridge)
    {
        GramTiles<T> tiles = Tiles();
        return new(factor, tiles, new KernelOperator<T>(tiles, Kind.TrainingKernel(), LambdaOf(tiles, ridge)));
    }

    /// <summary>λ of the kernel.</summary>
    public double LambdaOf(GramTiles<T> tiles, Ridge ridge) => ridge.Resolve(tiles.Diagonal(Kind.TrainingKernel()).ToArray().Mean());

    private GramMatrix<T> TrainingKernel(KernelOutputs output, CancellationToken cancellation) =>
        Builder(SolverStage.TrainingKernel).Build(Inputs.Span, output, cancellation).Only();

    private GramBuilder<T> Builder(SolverStage stage) => new(Network, Options.GramFor(stage));
}
