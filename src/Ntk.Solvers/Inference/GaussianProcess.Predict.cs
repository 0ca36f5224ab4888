using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Inference;

public sealed partial class GaussianProcess<T>
{
    private const long BlockBytes = 1L << 28;
    private const int SmallestBlockRows = 64, LargestBlockRows = 8192;

    /// <summary>Predicts the mean at test rows and, if asked for, the covariance of all pairs of them.</summary>
    /// <param name="xTest">Test rows × features; no rows are allowed.</param>
    /// <param name="covariance">Whether to predict variances and covariances, too.</param>
    /// <param name="cancellation">Stops the work between two tiles of a kernel, and before each of the later parts.</param>
    /// <inheritdoc cref="Predict(in ReadOnlyTensorSpan{T}, PredictionKind, CancellationToken)" path="/exception"/>
    public Prediction<T> Predict(in ReadOnlyTensorSpan<T> xTest, bool covariance = false, CancellationToken cancellation = default) =>
        Predict(xTest, covariance ? PredictionKind.Covariance : PredictionKind.Mean, cancellation);

    /// <summary>
    /// Predicts at test rows t from training rows d. With M = K (<see cref="KernelKind.Nngp"/>) or Θ, and A = M_td (M_dd + λI)⁻¹:
    /// mean A·y; covariance M_tt − A·M_tdᵀ or, for <see cref="KernelKind.Ntk"/>, K_tt + A·K_dd·Aᵀ − A·K_tdᵀ − K_td·Aᵀ
    /// (Lee et al., Wide neural networks of any depth evolve as linear models under gradient descent, eq. 15–16).
    /// </summary>
    /// <param name="xTest">Test rows × features; no rows are allowed.</param>
    /// <param name="kind">How much of the posterior.</param>
    /// <param name="cancellation">Stops the work between two tiles of a kernel, and before each of the later parts.</param>
    /// <exception cref="DimensionMismatchException">The test rows have other features than the training rows, or are images of another shape.</exception>
    /// <exception cref="NetworkException">The network needs images or signals, and the test rows are none.</exception>
    /// <exception cref="NonFiniteValueException">A test input is NaN or infinite, or a prediction would be.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="ApproximateModelException">The model is a Nyström approximation, and more than the mean was asked for.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public Prediction<T> Predict(in ReadOnlyTensorSpan<T> xTest, PredictionKind kind, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        DenseRows<T> test = DenseRows<T>.Copy(xTest, "The test inputs");
        training.RequireSameShape(test);
        if (kind != PredictionKind.Mean && Fitting.Solver == SolverKind.Nystrom)
            throw new ApproximateModelException(Fitting.Solver);
        PredictionPlan plan = Plan(test.Count, kind);
        MemoryCheck.Require(plan.Bytes);

        var mean = new T[checked(test.Count * Outputs)];
        T[]? variance = kind == PredictionKind.Mean ? null : new T[test.Count];
        Tensor<T>? covariance = kind == PredictionKind.Covariance ? Tensor.CreateFromShape<T>([0, 0]) : null;
        SolveReport? report = null;
        for (int first = 0; first < test.Count; first += plan.BlockRows)
        {
            int rows = Math.Min(plan.BlockRows, test.Count - first);
            using var block = new PosteriorBlock<T>(training, test.Block(first, rows), kind, cancellation);
            block.WriteMean(weights.Matrix, new(mean.AsSpan(first * Outputs, rows * Outputs), rows, Outputs));
            if (kind != PredictionKind.Mean)
                report = SolveReport.Worse(report, block.Reduce(RequireFactor(cancellation), PriorOperator(cancellation), cancellation));
            if (kind == PredictionKind.Variance)
                block.WriteVariance(variance.AsSpan(first, rows));
            else if (kind == PredictionKind.Covariance)
                covariance = block.Covariance(variance);
            training.Options.Progress?.Report(new(SolverStage.Prediction, (first + rows) / (double)test.Count));
        }

        GC.KeepAlive(this);
        return new(Tensor.Create(mean, [test.Count, Outputs]), variance is null ? null : Tensor.Create(variance), covariance, report);
    }

    /// <summary>What a prediction will take.</summary>
    /// <param name="testRows">Test rows, ≥ 0.</param>
    /// <param name="kind">How much of the posterior.</param>
    /// <exception cref="DimensionMismatchException">A full covariance of so many rows has more entries than a tensor can hold.</exception>
    public PredictionPlan Plan(int testRows, PredictionKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(testRows);
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ask for the mean, variances or covariances.");
        long size = Unsafe.SizeOf<T>(), n = TrainingRows, rows = testRows;
        bool isFull = kind == PredictionKind.Covariance, isMixed = kind != PredictionKind.Mean && Kind.MixesKernels();
        if (isFull && rows * rows > Array.MaxLength)
            throw new DimensionMismatchException($"The covariance of {rows} test rows has more than {Array.MaxLength} entries. Ask for variances, or for fewer rows at once.");

        KernelOutputs outputs = PosteriorBlock<T>.CrossOutputs(Kind, kind);
        long limit = training.Options.PredictionBlockRows ?? Math.Clamp(BlockBytes / (n * size * (isMixed ? 3 : 1)), SmallestBlockRows, LargestBlockRows);
        int blockRows = (int)Math.Max(1, isFull ? rows : Math.Min(rows, limit));
        GramPlan kernel = new GramBuilder<T>(Network, training.Options.Gram).Plan(TrainingRows, blockRows, InputLengths, outputs);

        Int128 bytes = kernel.ResultBytes + kernel.WorkingBytes + size * (Int128)rows * (FeatureCount + Outputs + 1);
        if (isFull)
            bytes += 3 * size * (Int128)rows * rows;
        if (isMixed)
            bytes += size * (Int128)n * blockRows;
        if (kind != PredictionKind.Mean)
            bytes += training.CovarianceBytes(needsFactor: factor is null, needsPrior: isMixed && trainingPrior is null);
        double solves = kind == PredictionKind.Mean ? 0 : isMixed ? 6 : 1;
        double flops = 2.0 * rows * n * Outputs + solves * rows * n * n + (isFull ? (isMixed ? 2.0 : 1.0) * rows * rows * n : 0);
        return new(testRows, blockRows, kernel, bytes, flops);
    }

    /// <summary>K of the training rows where the covariance needs it besides Θ, computed once.</summary>
    private ISymmetricOperator<T>? PriorOperator(CancellationToken cancellation)
    {
        if (!Kind.MixesKernels())
            return null;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return (trainingPrior ??= training.PriorProducts(cancellation)).Operator;
        }
    }
}
