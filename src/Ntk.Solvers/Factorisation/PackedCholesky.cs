using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>The Cholesky factor <c>A = L·Lᵀ</c> in packed storage: half the memory of <see cref="CholeskyFactor{T}"/>. L takes the place of A.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PackedCholesky<T> : ISymmetricFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> matrix;
    private readonly LinearAlgebra library;

    private PackedCholesky(PackedMatrix<T> matrix, LinearAlgebra library)
    {
        this.matrix = matrix;
        this.library = library;
    }

    /// <inheritdoc/>
    public int Order => matrix.Order;

    /// <summary>Memory of the factor.</summary>
    public long Bytes => matrix.Bytes;

    /// <summary>Factors a matrix in place, block by block: L₁₁, then L₂₁ = A₂₁·L₁₁⁻ᵀ, then L₂₂ of A₂₂ − L₂₁·L₂₁ᵀ.</summary>
    /// <param name="matrix">A; belongs to the factor afterwards. If an error comes out it stays the caller's, with undefined content.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="NotPositiveDefiniteException">A pivot is not positive.</exception>
    /// <exception cref="NonFiniteValueException">An entry is NaN or infinite.</exception>
    public static PackedCholesky<T> Factor(PackedMatrix<T> matrix, LinearAlgebra? library = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        library ??= LinearAlgebra.Default;
        FactorBlock(library, Triangle.Lower, matrix.Leading, matrix.Order, pivotsBefore: 0);
        FiniteEntries.Require<T>(matrix.Corner, "The matrix");
        library.Trsm(Side.Right, Triangle.Lower, Transpose.Yes, T.One, matrix.Leading, matrix.Corner);
        library.Syrk(Triangle.Upper, -T.One, matrix.Corner, Transpose.No, T.One, matrix.Trailing);
        FactorBlock(library, Triangle.Upper, matrix.Trailing, matrix.Order, matrix.LeadingOrder);
        return new(matrix, library);
    }

    /// <inheritdoc/>
    public void Solve(MatrixSpan<T> b)
    {
        MatrixSpan<T> upper = Upper(b), lower = Lower(b);
        library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.Leading, upper);
        library.Gemm(-T.One, matrix.Corner, Transpose.No, upper, Transpose.No, T.One, lower);
        library.Potrs(Triangle.Upper, matrix.Trailing, lower);
        library.Gemm(-T.One, matrix.Corner, Transpose.Yes, lower, Transpose.No, T.One, upper);
        library.Trsm(Side.Left, Triangle.Lower, Transpose.Yes, T.One, matrix.Leading, upper);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Whiten(MatrixSpan<T> b)
    {
        MatrixSpan<T> upper = Upper(b), lower = Lower(b);
        library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.Leading, upper);
        library.Gemm(-T.One, matrix.Corner, Transpose.No, upper, Transpose.No, T.One, lower);
        library.Trsm(Side.Left, Triangle.Upper, Transpose.Yes, T.One, matrix.Trailing, lower);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public double LogDeterminant()
    {
        double sum = 0;
        for (int i = 0; i < Order; i++)
            sum += Math.Log(double.CreateTruncating(matrix[i, i]));
        return 2 * sum;
    }

    /// <inheritdoc/>
    public void Dispose() => matrix.Dispose();

    private static void FactorBlock(LinearAlgebra library, Triangle triangle, MatrixSpan<T> block, int order, int pivotsBefore)
    {
        try
        {
            library.Potrf(triangle, block);
        }
        catch (NotPositiveDefiniteException e)
        {
            throw new NotPositiveDefiniteException(pivotsBefore + e.PivotIndex, order);
        }
    }

    private MatrixSpan<T> Upper(MatrixSpan<T> b)
    {
        this.RequireRows(b);
        return b.Block(0, 0, matrix.LeadingOrder, b.Columns);
    }

    private MatrixSpan<T> Lower(MatrixSpan<T> b) => b.Block(matrix.LeadingOrder, 0, Order - matrix.LeadingOrder, b.Columns);
}
