using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

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
        MatrixSpan<T> leading = matrix.Leading.AsMatrix(), corner = matrix.Corner.AsMatrix(), trailing = matrix.Trailing.AsMatrix();
        FactorBlock(library, Triangle.Lower, leading, matrix.Order, pivotsBefore: 0);
        FiniteEntries.Require<T>(corner, "The matrix");
        library.Trsm(Side.Right, Triangle.Lower, Transpose.Yes, T.One, leading, corner);
        library.Syrk(Triangle.Upper, -T.One, corner, Transpose.No, T.One, trailing);
        FactorBlock(library, Triangle.Upper, trailing, matrix.Order, matrix.LeadingOrder);
        return new(matrix, library);
    }

    /// <inheritdoc/>
    public void Solve(MatrixSpan<T> b)
    {
        Columns.RequireRows<T>(Order, b);
        if (b.Columns <= FewVectors.Most)
        {
            using GramMatrix<T> vectors = Columns.Transposed<T>(b);
            WhitenFew(vectors);
            int threads = library.ThreadCount, k = matrix.LeadingOrder;
            FewVectors.Solve(Triangle.Upper, isTransposed: false, matrix.Trailing, vectors, k, threads);
            FewVectors.SubtractTransposed(matrix.Corner, vectors, k, vectors, 0, threads);
            FewVectors.Solve(Triangle.Lower, isTransposed: true, matrix.Leading, vectors, 0, threads);
            Columns.CopyTransposed(vectors, b);
        }
        else
        {
            Whiten(b);
            MatrixSpan<T> upper = Upper(b), lower = Lower(b);
            library.Trsm(Side.Left, Triangle.Upper, Transpose.No, T.One, matrix.Trailing.AsMatrix(), lower);
            library.Gemm(-T.One, matrix.Corner.AsMatrix(), Transpose.Yes, lower, Transpose.No, T.One, upper);
            library.Trsm(Side.Left, Triangle.Lower, Transpose.Yes, T.One, matrix.Leading.AsMatrix(), upper);
        }

        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Whiten(MatrixSpan<T> b)
    {
        Columns.RequireRows<T>(Order, b);
        if (b.Columns <= FewVectors.Most)
        {
            using GramMatrix<T> vectors = Columns.Transposed<T>(b);
            WhitenFew(vectors);
            Columns.CopyTransposed(vectors, b);
        }
        else
        {
            MatrixSpan<T> upper = Upper(b), lower = Lower(b);
            library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.Leading.AsMatrix(), upper);
            library.Gemm(-T.One, matrix.Corner.AsMatrix(), Transpose.No, upper, Transpose.No, T.One, lower);
            library.Trsm(Side.Left, Triangle.Upper, Transpose.Yes, T.One, matrix.Trailing.AsMatrix(), lower);
        }

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

    /// <summary>L⁻¹ on vectors, one a row.</summary>
    private void WhitenFew(GramMatrix<T> vectors)
    {
        int threads = library.ThreadCount, k = matrix.LeadingOrder;
        FewVectors.Solve(Triangle.Lower, isTransposed: false, matrix.Leading, vectors, 0, threads);
        FewVectors.SubtractProduct(matrix.Corner, vectors, 0, vectors, k, threads);
        FewVectors.Solve(Triangle.Upper, isTransposed: true, matrix.Trailing, vectors, k, threads);
    }

    private MatrixSpan<T> Upper(MatrixSpan<T> b) => b.Block(0, 0, matrix.LeadingOrder, b.Columns);

    private MatrixSpan<T> Lower(MatrixSpan<T> b) => b.Block(matrix.LeadingOrder, 0, Order - matrix.LeadingOrder, b.Columns);
}
