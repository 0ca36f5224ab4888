using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>A symmetric matrix in memory, both triangles filled.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="matrix">n × n; stays the caller's.</param>
/// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
public sealed class DenseOperator<T>(GramMatrix<T> matrix, LinearAlgebra? library = null) : ISymmetricOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewColumns = 32;

    // A piece of a row stays in the L1 cache for all columns, the pieces of the columns in the L2 cache for all rows.
    private const int BlockRows = 64;
    private const int BlockColumns = 1024;

    private readonly LinearAlgebra library = library ?? LinearAlgebra.Default;
    private readonly Lazy<double> norm = new(() => LargestRowSum(matrix));

    /// <inheritdoc/>
    public int Order => matrix.Rows;

    /// <inheritdoc/>
    public double Norm => norm.Value;

    /// <inheritdoc/>
    public void SubtractProduct(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> r)
    {
        Columns.RequireShape(Order, x, r);
        if (x.Columns == 0)
            return;
        if (x.Columns > FewColumns)
        {
            library.Gemm(-T.One, matrix.AsMatrix(), Transpose.No, x, Transpose.No, T.One, r);
            GC.KeepAlive(this);
            return;
        }

        // BLAS would first copy all of the matrix for so few columns.
        int columns = (int)x.Columns;
        using GramMatrix<T> vectors = Columns.Transposed(x);
        using var product = new GramMatrix<T>(Order, columns);
        Parallel.For(0, (Order + BlockRows - 1) / BlockRows, new ParallelOptions { MaxDegreeOfParallelism = library.ThreadCount }, block =>
        {
            for (int start = 0; start < Order; start += BlockColumns)
                AddBlock(block * BlockRows, start, vectors, product);
        });
        Columns.Add(-T.One, product.AsMatrix(), r);
    }

    private void AddBlock(int firstRow, int firstColumn, GramMatrix<T> vectors, GramMatrix<T> product)
    {
        int count = Math.Min(BlockColumns, Order - firstColumn);
        for (int row = firstRow; row < Math.Min(Order, firstRow + BlockRows); row++)
        {
            ReadOnlySpan<T> entries = matrix.Row(row).Slice(firstColumn, count);
            Span<T> sums = product.Row(row);
            for (int column = 0; column < sums.Length; column++)
                sums[column] += TensorPrimitives.Dot(entries, vectors.Row(column).Slice(firstColumn, count));
        }
    }

    private static double LargestRowSum(GramMatrix<T> matrix)
    {
        double largest = 0;
        for (int row = 0; row < matrix.Rows; row++)
            largest = Math.Max(largest, FiniteEntries.SumOfMagnitudes<T>(matrix.Row(row)));
        return largest;
    }
}
