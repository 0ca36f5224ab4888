using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// The eigendecomposition <c>A = M + λI = Q·Λ·Qᵀ</c>. Eigenvalues that rounding cannot tell from zero count as zero, and A⁻¹ is then the pseudo-inverse: solutions are
/// those of least squares and of least length, so that duplicate rows without a ridge are no error. Dispose it to free the eigenvectors.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EigenFactor<T> : ISymmetricFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> vectors;
    private readonly double[] values;
    private readonly LinearAlgebra library;

    private EigenFactor(GramMatrix<T> vectors, double[] values, double ridge, LinearAlgebra library)
    {
        this.vectors = vectors;
        this.values = values;
        this.library = library;
        Ridge = ridge;
        double largest = values.Length == 0 ? 0 : Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
        Threshold = values.Length * UnitRoundoff.Of<T>() * largest;
        Rank = values.Count(value => value > Threshold);
    }

    /// <inheritdoc/>
    public int Order => values.Length;

    /// <summary>The ridge λ that was added to the diagonal.</summary>
    public double Ridge { get; }

    /// <summary>The eigenvalues of A, ascending, ridge included. Rounding can leave the smallest below zero.</summary>
    public ReadOnlySpan<double> Eigenvalues => values;

    /// <summary>What an eigenvalue must exceed to count: n times the unit roundoff times the largest.</summary>
    public double Threshold { get; }

    /// <summary>How many do.</summary>
    public int Rank { get; }

    /// <summary>The largest eigenvalue over the smallest that counts; NaN if none does.</summary>
    public double Condition => Rank == 0 ? double.NaN : values[^1] / values[Order - Rank];

    /// <summary>Memory besides the matrix: syevd works in two more of its size.</summary>
    /// <param name="order">n ≥ 0.</param>
    public static Int128 WorkingBytes(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return (2 * (Int128)order * order + 8 * (Int128)order) * Unsafe.SizeOf<T>();
    }

    /// <summary>Decomposes a kernel matrix with a ridge.</summary>
    /// <param name="matrix">
    /// M, symmetric, n × n; the lower triangle is read. It belongs to the factor afterwards; if an error comes out it stays the caller's, with undefined content.
    /// </param>
    /// <param name="ridge">What to add to the diagonal.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="NonFiniteKernelException">An entry is NaN or infinite.</exception>
    /// <exception cref="RidgeTooSmallException">An eigenvalue is negative by more than rounding.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="EigenvalueOverflowException">An eigenvalue is too large for <typeparamref name="T"/>.</exception>
    public static EigenFactor<T> Decompose(GramMatrix<T> matrix, Ridge ridge, LinearAlgebra? library = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns)
            throw new DimensionMismatchException($"A kernel matrix of {matrix.Rows}×{matrix.Columns} has no eigenvalues: it must be square.");
        library ??= LinearAlgebra.Default;
        MemoryCheck.Require(WorkingBytes(matrix.Rows));
        FiniteEntries.RequireKernel<T>(matrix.AsMatrix(), "The training kernel");
        double lambda = ridge.Resolve(matrix.CopyDiagonal().Mean());
        var eigenvalues = new T[matrix.Rows];
        library.Syevd(matrix.AsMatrix(), eigenvalues.AsSpan());
        var factor = new EigenFactor<T>(matrix, Array.ConvertAll(eigenvalues, value => double.CreateTruncating(value) + lambda), lambda, library);
        if (factor.Order > 0 && factor.values[0] < -factor.Threshold)
            throw new RidgeTooSmallException(lambda, factor.values[0] - lambda);
        return factor;
    }

    /// <inheritdoc/>
    public void Solve(MatrixSpan<T> b)
    {
        using GramMatrix<T> coordinates = Coordinates(b);
        for (int i = 0; i < Order; i++)
            Scale(coordinates.Row(i), values[i] > Threshold ? 1 / values[i] : 0);
        library.Gemm(T.One, vectors.AsMatrix(), Transpose.Yes, coordinates.AsMatrix(), Transpose.No, T.Zero, b);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Whiten(MatrixSpan<T> b)
    {
        using GramMatrix<T> coordinates = Coordinates(b);
        for (int i = 0; i < Order; i++)
            Scale(coordinates.Row(i), values[i] > Threshold ? 1 / Math.Sqrt(values[i]) : 0);
        Iterative.Columns.Copy(coordinates.AsMatrix(), b);
    }

    /// <inheritdoc/>
    /// <exception cref="RidgeTooSmallException">A is singular.</exception>
    public double LogDeterminant() =>
        Rank == Order ? values.Sum(Math.Log) : throw new RidgeTooSmallException(Ridge, values[0] - Ridge);

    /// <inheritdoc/>
    public void Dispose() => vectors.Dispose();

    /// <summary>Takes out of each column what lies in the null space of A, which no solution can reach.</summary>
    internal void Project(MatrixSpan<T> b)
    {
        if (Rank == Order)
            return;
        using GramMatrix<T> coordinates = Coordinates(b);
        ReadOnlyMatrixSpan<T> nullSpace = vectors.AsMatrix().Block(0, 0, Order - Rank, Order);
        library.Gemm(-T.One, nullSpace, Transpose.Yes, coordinates.AsMatrix().Block(0, 0, Order - Rank, b.Columns), Transpose.No, T.One, b);
    }

    /// <summary>Qᵀ·B.</summary>
    private GramMatrix<T> Coordinates(ReadOnlyMatrixSpan<T> b)
    {
        Iterative.Columns.RequireRows<T>(Order, b);
        var coordinates = new GramMatrix<T>(Order, checked((int)b.Columns));
        library.Gemm(T.One, vectors.AsMatrix(), Transpose.No, b, Transpose.No, T.Zero, coordinates.AsMatrix());
        return coordinates;
    }

    private static void Scale(Span<T> row, double factor) =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(row, T.CreateTruncating(factor), row);
}
