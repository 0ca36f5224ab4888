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
    private readonly Lazy<double> norm = new(() => LargestRowSum(matrix));

    /// <inheritdoc/>
    public int Order => matrix.Rows;

    /// <inheritdoc/>
    public double Norm => norm.Value;

    /// <inheritdoc/>
    public void SubtractProduct(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> r)
    {
        library.Gemm(-T.One, matrix.AsMatrix(), Transpose.No, x, Transpose.No, T.One, r);
        GC.KeepAlive(this);
    }

    private static double LargestRowSum(GramMatrix<T> matrix)
    {
        double largest = 0;
        for (int row = 0; row < matrix.Rows; row++)
            largest = Math.Max(largest, FiniteEntries.SumOfMagnitudes<T>(matrix.Row(row)));
        return largest;
    }
}
