using System.Runtime.CompilerServices;

namespace Ntk.Native;

/// <summary>Copies one strict triangle of a square matrix onto the other; the diagonal stays.</summary>
public static class TriangleMirror
{
    // Blocks of this many rows and columns keep both sides of a transposition in the L1 cache.
    private const int BlockSize = 32;

    /// <summary>Mirrors a whole triangle.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="matrix">n × n.</param>
    /// <param name="source">The triangle that is read.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    public static void Copy<T>(MatrixSpan<T> matrix, Triangle source)
        where T : unmanaged =>
        Copy(matrix, source, 0, matrix.Rows, 0, matrix.Columns);

    /// <summary>Mirrors the entries of the lower triangle that lie in a rectangle, or writes them from their images in the upper one.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="matrix">n × n.</param>
    /// <param name="source">The triangle that is read.</param>
    /// <param name="firstRow">First row of the rectangle.</param>
    /// <param name="endRow">The row after its last, at most n.</param>
    /// <param name="firstColumn">First column of the rectangle.</param>
    /// <param name="endColumn">The column after its last, at most n.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is not inside the matrix.</exception>
    public static void Copy<T>(MatrixSpan<T> matrix, Triangle source, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
        where T : unmanaged
    {
        Operands.RequireSquare<T>(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(firstColumn);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endRow, matrix.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endColumn, matrix.Columns);
        for (nint row = firstRow; row < endRow; row += BlockSize)
        {
            nint end = Math.Min(endRow, row + BlockSize);
            for (nint column = firstColumn; column < Math.Min(endColumn, end); column += BlockSize)
                CopyBlock(matrix, source, row, end, column, Math.Min(endColumn, column + BlockSize));
        }
    }

    private static void CopyBlock<T>(MatrixSpan<T> matrix, Triangle source, nint row, nint endRow, nint column, nint endColumn)
        where T : unmanaged
    {
        for (nint i = row; i < endRow; i++)
        {
            ref T lower = ref matrix[i, 0];
            ref T upper = ref matrix[0, i];
            nint end = Math.Min(endColumn, i);
            if (source == Triangle.Lower)
            {
                for (nint j = column; j < end; j++)
                    Unsafe.Add(ref upper, j * matrix.Stride) = Unsafe.Add(ref lower, j);
            }
            else
            {
                for (nint j = column; j < end; j++)
                    Unsafe.Add(ref lower, j) = Unsafe.Add(ref upper, j * matrix.Stride);
            }
        }
    }
}
