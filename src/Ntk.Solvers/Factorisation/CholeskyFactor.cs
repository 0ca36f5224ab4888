using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// The Cholesky factor L of a symmetric positive definite <c>A = M + (λ + jitter)·I = L·Lᵀ</c>. L takes the place of M's lower
/// triangle; the strict upper triangle keeps A, so that residuals need no second matrix. Dispose it to free the matrix.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed partial class CholeskyFactor<T> : IKernelFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> matrix;
    private readonly T[] diagonal;
    private readonly double norm;
    private readonly LinearAlgebra library;

    private CholeskyFactor(GramMatrix<T> matrix, T[] diagonal, LinearAlgebra library)
    {
        this.matrix = matrix;
        this.diagonal = diagonal;
        this.library = library;
        norm = Norm(matrix, diagonal);
    }

    /// <summary>The order n of the matrix.</summary>
    public int Order => matrix.Rows;

    /// <summary>The ridge λ that was added to the diagonal.</summary>
    public double Ridge { get; private init; }

    /// <summary>The jitter that was added to the diagonal besides; 0 if none was needed or allowed.</summary>
    public double JitterUsed { get; private init; }

    /// <summary>n × n: L in the lower triangle, A in the strict upper one.</summary>
    internal GramMatrix<T> Matrix => matrix;

    /// <summary>The diagonal of A.</summary>
    internal ReadOnlySpan<T> Diagonal => diagonal;

    /// <summary>Factors a kernel matrix with a ridge, in place.</summary>
    /// <param name="matrix">
    /// M, symmetric with both triangles filled, n × n. It belongs to the factor afterwards; if an error comes out, it is as it was and
    /// stays the caller's.
    /// </param>
    /// <param name="ridge">What to add to the diagonal.</param>
    /// <param name="jitter">What to do if that is not positive definite; null for <see cref="Jitter.None"/>.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="NonFiniteKernelException">An entry is NaN or infinite.</exception>
    /// <exception cref="NotPositiveDefiniteException">A pivot is not positive, and no jitter was allowed.</exception>
    /// <exception cref="JitterExhaustedException">A pivot is not positive with any jitter that was allowed.</exception>
    public static CholeskyFactor<T> Factor(GramMatrix<T> matrix, Ridge ridge, Jitter? jitter = null, LinearAlgebra? library = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns)
            throw new DimensionMismatchException($"A kernel matrix of {matrix.Rows}×{matrix.Columns} cannot be factored: it must be square.");
        jitter ??= Jitter.None;
        library ??= LinearAlgebra.Default;
        FiniteEntries.RequireKernel<T>(matrix.AsMatrix(), "The training kernel");
        T[] original = matrix.CopyDiagonal();
        double mean = original.Mean(), lambda = ridge.Resolve(mean);
        for (int attempt = 0; ; attempt++)
        {
            double jitterUsed = jitter.Resolve(attempt, mean);
            T[] shifted = Array.ConvertAll(original, value => T.CreateTruncating(double.CreateTruncating(value) + lambda + jitterUsed));
            try
            {
                matrix.SetDiagonal(shifted);
                library.Potrf(Triangle.Lower, matrix.AsMatrix());
                return new(matrix, shifted, library) { Ridge = lambda, JitterUsed = jitterUsed };
            }
            catch (Exception e)
            {
                TriangleMirror.Copy(matrix.AsMatrix(), Triangle.Upper);
                matrix.SetDiagonal(original);
                if (e is not NotPositiveDefiniteException pivot || jitter.Attempts == 0)
                    throw;
                if (attempt == jitter.Attempts)
                    throw new JitterExhaustedException(pivot, lambda, jitterUsed, attempt);
            }
        }
    }

    /// <summary>A factor as it was before it was stored.</summary>
    /// <param name="matrix">L in the lower triangle, A in the strict upper one; belongs to the factor afterwards.</param>
    /// <param name="diagonal">The diagonal of A.</param>
    /// <param name="ridge">The ridge in it.</param>
    /// <param name="jitterUsed">The jitter in it.</param>
    /// <param name="library">The linear algebra.</param>
    /// <exception cref="NonFiniteKernelException">An entry is NaN or infinite.</exception>
    internal static CholeskyFactor<T> Restore(GramMatrix<T> matrix, ReadOnlySpan<T> diagonal, double ridge, double jitterUsed, LinearAlgebra library)
    {
        FiniteEntries.RequireKernel<T>(matrix.AsMatrix(), "The stored factor");
        return new(matrix, diagonal.ToArray(), library) { Ridge = ridge, JitterUsed = jitterUsed };
    }

    /// <inheritdoc/>
    public void Dispose() => matrix.Dispose();

    /// <summary>‖A‖₁ from its strict upper triangle and its diagonal.</summary>
    private static double Norm(GramMatrix<T> matrix, T[] diagonal)
    {
        var columnSums = new double[matrix.Rows];
        for (int row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<T> upper = matrix.Row(row)[(row + 1)..];
            columnSums[row] += FiniteEntries.SumOfMagnitudes(upper) + Math.Abs(double.CreateTruncating(diagonal[row]));
            for (int column = 0; column < upper.Length; column++)
                columnSums[row + 1 + column] += Math.Abs(double.CreateTruncating(upper[column]));
        }

        return columnSums.DefaultIfEmpty().Max();
    }
}
