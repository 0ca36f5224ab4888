using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Selection;

/// <summary>
/// One eigendecomposition <c>M = Σ λᵢ·vᵢ·vᵢᵀ</c> of a training kernel, from which the fit with any ridge r follows in O(n²·outputs):
/// <c>(M + rI)⁻¹ = Σ vᵢ·vᵢᵀ/(λᵢ + r)</c>. Its members may be called from several threads at once. Dispose it to free the eigenvectors.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RidgeSweep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> vectors;
    private readonly double[] eigenvalues;
    private readonly SpectrumAnalysis spectrum;
    private readonly DenseRows<T> targets;
    private readonly T[] coordinates;
    private readonly LinearAlgebra library;
    private bool isDisposed;

    private RidgeSweep(GramMatrix<T> vectors, double[] eigenvalues, double meanDiagonal, DenseRows<T> targets, LinearAlgebra library)
    {
        this.vectors = vectors;
        this.eigenvalues = eigenvalues;
        spectrum = new(eigenvalues, UnitRoundoff.Of<T>());
        this.targets = targets;
        this.library = library;
        MeanDiagonal = meanDiagonal;
        coordinates = new T[targets.Values.Length];
        library.Gemm(T.One, vectors.AsMatrix(), Transpose.No, targets.Matrix, Transpose.No, T.Zero, AsMatrix(coordinates));
        FiniteEntries.Require<T>(AsMatrix(coordinates), "The targets in the basis of eigenvectors");
    }

    /// <summary>The eigenvalues of the training kernel without a ridge, ascending. Rounding can leave the smallest below zero.</summary>
    public ReadOnlySpan<double> Eigenvalues => eigenvalues;

    /// <summary>The mean of the training kernel's diagonal, which relative ridges are relative to.</summary>
    public double MeanDiagonal { get; }

    /// <summary>Training rows n.</summary>
    public int TrainingRows => targets.Count;

    /// <summary>Outputs.</summary>
    public int Outputs => targets.Width;

    /// <summary>Decomposes a training kernel.</summary>
    /// <param name="kernel">
    /// n × n, symmetric, n ≥ 1; only the lower triangle is read. Its eigenvectors take its place: it belongs to the sweep afterwards. If an error
    /// comes out it stays the caller's, with undefined content.
    /// </param>
    /// <param name="y">Training targets: n × outputs, or n for one output.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The kernel is not square or empty, or the targets do not fit it.</exception>
    /// <exception cref="NonFiniteValueException">A target is NaN or infinite.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="EigenvalueOverflowException">An eigenvalue is too large for <typeparamref name="T"/>.</exception>
    public static RidgeSweep<T> Create(GramMatrix<T> kernel, in ReadOnlyTensorSpan<T> y, LinearAlgebra? library = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.Rows != kernel.Columns || kernel.Rows == 0)
            throw new DimensionMismatchException($"A training kernel must be square and not empty, not {kernel.Rows}×{kernel.Columns}.");
        DenseRows<T> targets = DenseRows<T>.CopyTargets(y, "The training targets", kernel.Rows);
        MemoryCheck.Require(WorkingBytes(kernel.Rows));
        library ??= LinearAlgebra.Default;
        FiniteEntries.RequireKernel<T>(kernel.AsMatrix(), "The training kernel");
        double meanDiagonal = kernel.CopyDiagonal().Mean();
        var values = new T[kernel.Rows];
        library.Syevd(kernel.AsMatrix(), values.AsSpan());
        return new(kernel, Array.ConvertAll(values, value => double.CreateTruncating(value)), meanDiagonal, targets, library);
    }

    /// <summary>Memory that the eigendecomposition takes besides the kernel matrix, in bytes: LAPACK's syevd works in two more of its size.</summary>
    /// <param name="trainingRows">Training rows n, ≥ 0.</param>
    public static Int128 WorkingBytes(int trainingRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainingRows);
        Int128 n = trainingRows;
        return (2 * n * n + 8 * n) * Unsafe.SizeOf<T>();
    }

    /// <summary>What a ridge makes of the training kernel, in O(n·outputs).</summary>
    /// <param name="ridge">The ridge.</param>
    public RidgeCandidate Assess(Ridge ridge)
    {
        double r = ridge.Resolve(MeanDiagonal), condition = spectrum.Condition(r);
        if (!(spectrum.Smallest + r > 0))
            return new(ridge, r, RidgeOutcome.NotPositiveDefinite, condition, null, null);
        RidgeOutcome outcome = condition * UnitRoundoff.Of<T>() <= 1 ? RidgeOutcome.WellConditioned : RidgeOutcome.IllConditioned;
        double logDeterminant = spectrum.LogDeterminant(r);
        var forms = new double[Outputs];
        for (int i = 0; i < TrainingRows; i++)
        {
            double shifted = eigenvalues[i] + r;
            for (int output = 0; output < Outputs; output++)
            {
                double coordinate = double.CreateTruncating(coordinates[i * Outputs + output]);
                forms[output] += coordinate * coordinate / shifted;
            }
        }

        double[] likelihoods = Array.ConvertAll(forms, form => LogLikelihood.Of(form, logDeterminant, TrainingRows));
        return new(ridge, r, outcome, condition, spectrum.EffectiveDimension(r), likelihoods);
    }

    /// <summary>The weights <c>(M + rI)⁻¹y</c>: n × outputs.</summary>
    /// <param name="ridge">The ridge.</param>
    /// <exception cref="RidgeTooSmallException">The kernel with the ridge is not positive definite.</exception>
    /// <exception cref="NonFiniteValueException">A weight is too large for <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The sweep was disposed of.</exception>
    public Tensor<T> Weights(Ridge ridge) => WeightRows(ridge).ToTensor();

    /// <summary>The predicted mean at the rows of a kernel between test and training rows.</summary>
    /// <param name="ridge">The ridge.</param>
    /// <param name="crossKernel">Test rows × n, the same kernel as the training kernel.</param>
    /// <returns>Test rows × outputs.</returns>
    /// <exception cref="DimensionMismatchException">The kernel does not have n columns.</exception>
    /// <exception cref="RidgeTooSmallException">The kernel with the ridge is not positive definite.</exception>
    /// <exception cref="NonFiniteValueException">A weight or prediction is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sweep was disposed of.</exception>
    public Tensor<T> Predict(Ridge ridge, GramMatrix<T> crossKernel) => PredictRows(ridge, crossKernel).ToTensor();

    /// <summary>
    /// The predicted mean of gradient flow on half the mean squared error, from outputs of zero, ended at a time: <c>M_td·M⁻¹(I − e^{−ηMt/N})·y</c>, N = n·outputs (Lee et al. 2019,
    /// arXiv 1902.06720). <see cref="EarlyStopping"/> says which ridge does nearly the same.
    /// </summary>
    /// <param name="trainingTime">η·t ≥ 0, or infinity.</param>
    /// <param name="crossKernel">Test rows × n, the same kernel as the training kernel.</param>
    /// <returns>Test rows × outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    /// <exception cref="DimensionMismatchException">The kernel does not have n columns.</exception>
    /// <exception cref="NonFiniteValueException">A weight or prediction is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sweep was disposed of.</exception>
    public Tensor<T> PredictStopped(double trainingTime, GramMatrix<T> crossKernel)
    {
        if (!(trainingTime >= 0))
            throw new ArgumentOutOfRangeException(nameof(trainingTime), trainingTime, "A time of training cannot be negative.");
        var filter = new TimeFilter(learningRate: 1, momentum: null, (double)TrainingRows * Outputs);
        RequireColumns(crossKernel);
        return Products(crossKernel, FilteredRows(eigenvalue => filter.Response(eigenvalue, trainingTime))).ToTensor();
    }

    /// <summary>What the fit with a ridge would predict for each training row without having seen it, in O(n²·outputs).</summary>
    /// <param name="ridge">The ridge.</param>
    /// <exception cref="RidgeTooSmallException">The kernel with the ridge is not positive definite.</exception>
    /// <exception cref="NonFiniteValueException">A weight is too large for <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The sweep was disposed of.</exception>
    public LeaveOneOut<T> LeaveOneOut(Ridge ridge)
    {
        DenseRows<T> weights = WeightRows(ridge);
        double r = ridge.Resolve(MeanDiagonal);
        var inverse = new double[TrainingRows];
        for (int i = 0; i < TrainingRows; i++)
        {
            double factor = 1 / (eigenvalues[i] + r);
            ReadOnlySpan<T> vector = vectors.Row(i);
            for (int row = 0; row < inverse.Length; row++)
            {
                double entry = double.CreateTruncating(vector[row]);
                inverse[row] += factor * entry * entry;
            }
        }

        return LeaveOneOut<T>.Of(targets, weights, inverse);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        vectors.Dispose();
    }

    /// <inheritdoc cref="Predict"/>
    internal DenseRows<T> PredictRows(Ridge ridge, GramMatrix<T> crossKernel)
    {
        RequireColumns(crossKernel);
        return Products(crossKernel, WeightRows(ridge));
    }

    private void RequireColumns(GramMatrix<T> crossKernel)
    {
        ArgumentNullException.ThrowIfNull(crossKernel);
        if (crossKernel.Columns != TrainingRows)
            throw new DimensionMismatchException($"A kernel of {crossKernel.Rows}×{crossKernel.Columns} does not fit {TrainingRows} training rows: it needs one column for each.");
    }

    private DenseRows<T> Products(GramMatrix<T> crossKernel, DenseRows<T> weights)
    {
        DenseRows<T> predictions = DenseRows<T>.Zeros(crossKernel.Rows, Outputs);
        library.Gemm(T.One, crossKernel.AsMatrix(), Transpose.No, weights.Matrix, Transpose.No, T.Zero, predictions.Matrix);
        FiniteEntries.Require<T>(predictions.Matrix, "The predicted mean");
        GC.KeepAlive(crossKernel);
        return predictions;
    }

    private DenseRows<T> WeightRows(Ridge ridge)
    {
        double r = ridge.Resolve(MeanDiagonal);
        if (!(eigenvalues[0] + r > 0))
            throw new RidgeTooSmallException(r, eigenvalues[0]);
        return FilteredRows(eigenvalue => 1 / (eigenvalue + r));
    }

    /// <summary><c>Σ response(λᵢ)·vᵢ·vᵢᵀ·y</c>.</summary>
    private DenseRows<T> FilteredRows(Func<double, double> response)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var scaled = new T[coordinates.Length];
        for (int i = 0; i < TrainingRows; i++)
        {
            double factor = response(eigenvalues[i]);
            for (int output = i * Outputs; output < (i + 1) * Outputs; output++)
                scaled[output] = T.CreateTruncating(double.CreateTruncating(coordinates[output]) * factor);
        }

        DenseRows<T> weights = DenseRows<T>.Zeros(TrainingRows, Outputs);
        library.Gemm(T.One, vectors.AsMatrix(), Transpose.Yes, AsMatrix(scaled), Transpose.No, T.Zero, weights.Matrix);
        FiniteEntries.Require<T>(weights.Matrix, "The solution of the linear system");
        GC.KeepAlive(this);
        return weights;
    }

    private MatrixSpan<T> AsMatrix(T[] values) => new(values, TrainingRows, Outputs);
}
