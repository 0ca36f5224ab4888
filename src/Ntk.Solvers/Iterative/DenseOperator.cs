using System.Numerics;
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
    private readonly LinearAlgebra library = library ?? LinearAlgebra.Default;
    private readonly Lazy<double> norm = new(() => LargestRowSum(matrix, (library ?? LinearAlgebra.Default).ThreadCount));

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
        if (x.Columns > FewVectors.Most)
        {
            library.Gemm(-T.One, matrix.AsMatrix(), Transpose.No, x, Transpose.No, T.One, r);
            GC.KeepAlive(this);
            return;
        }

        using GramMatrix<T> vectors = Columns.Transposed(x), product = new((int)x.Columns, Order);
        FewVectors.SubtractProduct(new MatrixBlock<T>(matrix, 0, 0, Order, Order), vectors, 0, product, 0, library.ThreadCount);
        Columns.AddTransposed(product, r);
    }

    private static double LargestRowSum(GramMatrix<T> matrix, int threads)
    {
        var sums = new double[matrix.Rows];
        Parallel.For(0, matrix.Rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row => sums[row] = FiniteEntries.SumOfMagnitudes<T>(matrix.Row(row)));
        return sums.DefaultIfEmpty().Max();
    }
}
