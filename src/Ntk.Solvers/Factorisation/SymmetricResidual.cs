using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>Products with a symmetric matrix of which only the strict upper triangle and the diagonal are at hand.</summary>
internal static class SymmetricResidual
{
    private const int BlockRows = 128;

    /// <summary><c>R ← R − A·X</c>.</summary>
    /// <param name="library">The linear algebra.</param>
    /// <param name="upper">n × n, of which the strict upper triangle is read.</param>
    /// <param name="diagonal">n elements.</param>
    /// <param name="x">n × columns.</param>
    /// <param name="r">n × columns.</param>
    public static void Subtract<T>(LinearAlgebra library, ReadOnlyMatrixSpan<T> upper, ReadOnlySpan<T> diagonal, ReadOnlyMatrixSpan<T> x, MatrixSpan<T> r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint n = upper.Rows, columns = x.Columns;
        using var corner = new GramMatrix<T>(BlockRows, BlockRows);
        for (nint first = 0; first < n; first += BlockRows)
        {
            nint rows = Math.Min(BlockRows, n - first), next = first + rows, rest = n - next;
            MatrixSpan<T> square = corner.AsMatrix().Block(0, 0, rows, rows);
            Fill(square, upper.Block(first, first, rows, rows), diagonal.Slice((int)first, (int)rows));
            library.Gemm(-T.One, square, Transpose.No, x.Block(first, 0, rows, columns), Transpose.No, T.One, r.Block(first, 0, rows, columns));
            if (rest == 0)
                continue;
            ReadOnlyMatrixSpan<T> panel = upper.Block(first, next, rows, rest);
            library.Gemm(-T.One, panel, Transpose.No, x.Block(next, 0, rest, columns), Transpose.No, T.One, r.Block(first, 0, rows, columns));
            library.Gemm(-T.One, panel, Transpose.Yes, x.Block(first, 0, rows, columns), Transpose.No, T.One, r.Block(next, 0, rest, columns));
        }
    }

    private static void Fill<T>(MatrixSpan<T> square, ReadOnlyMatrixSpan<T> upper, ReadOnlySpan<T> diagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < square.Rows; i++)
        {
            square[i, i] = diagonal[i];
            for (int j = i + 1; j < square.Columns; j++)
                square[i, j] = square[j, i] = upper[i, j];
        }
    }
}
