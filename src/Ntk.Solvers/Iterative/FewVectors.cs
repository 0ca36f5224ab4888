using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>
/// Products and triangular solves with few vectors, one a row: a matrix is read once from memory for all of them, where BLAS would copy it first. Sums are formed in an
/// order that does not depend on the number of threads.
/// </summary>
internal static class FewVectors
{
    /// <summary>Up to so many vectors this is faster than BLAS.</summary>
    public const int Most = 32;

    // A piece of a row stays in the L1 cache for all vectors, the pieces of the vectors in the L2 cache for all rows.
    private const int BlockRows = 64;
    private const int BlockColumns = 1024;

    // A triangle is cut into ones of the first size, beside which several threads work, and those into ones of the second, which are solved entry by entry: to wake a thread
    // takes as long as some hundred thousand multiplications.
    private const int OuterRows = 512;
    private const int InnerRows = 64;

    /// <summary><c>y ← y − A·x</c> for each vector.</summary>
    /// <param name="a">rows × columns.</param>
    /// <param name="x">Vectors × at least <paramref name="xOffset"/> + columns.</param>
    /// <param name="xOffset">First element of x.</param>
    /// <param name="y">Vectors × at least <paramref name="yOffset"/> + rows.</param>
    /// <param name="yOffset">First element of y.</param>
    /// <param name="threads">How many threads may be used.</param>
    public static void SubtractProduct<T>(MatrixBlock<T> a, GramMatrix<T> x, int xOffset, GramMatrix<T> y, int yOffset, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ForEach((a.Rows + BlockRows - 1) / BlockRows, threads, block =>
        {
            for (int first = 0; first < a.Columns; first += BlockColumns)
            {
                int count = Math.Min(BlockColumns, a.Columns - first);
                for (int row = block * BlockRows; row < Math.Min(a.Rows, (block + 1) * BlockRows); row++)
                {
                    ReadOnlySpan<T> entries = a.Row(row).Slice(first, count);
                    for (int vector = 0; vector < x.Rows; vector++)
                        y[vector, yOffset + row] -= TensorPrimitives.Dot(entries, x.Row(vector).Slice(xOffset + first, count));
                }
            }
        });

    /// <summary><c>y ← y − Aᵀ·x</c> for each vector.</summary>
    /// <param name="a">rows × columns.</param>
    /// <param name="x">Vectors × at least <paramref name="xOffset"/> + rows.</param>
    /// <param name="xOffset">First element of x.</param>
    /// <param name="y">Vectors × at least <paramref name="yOffset"/> + columns.</param>
    /// <param name="yOffset">First element of y.</param>
    /// <param name="threads">How many threads may be used.</param>
    public static void SubtractTransposed<T>(MatrixBlock<T> a, GramMatrix<T> x, int xOffset, GramMatrix<T> y, int yOffset, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // So that those of ten vectors stay in the L1 cache.
        const int Piece = 256;
        ForEach((a.Columns + Piece - 1) / Piece, threads, block =>
        {
            int first = block * Piece, count = Math.Min(Piece, a.Columns - first);
            for (int row = 0; row < a.Rows; row++)
            {
                ReadOnlySpan<T> entries = a.Row(row).Slice(first, count);
                for (int vector = 0; vector < x.Rows; vector++)
                {
                    Span<T> target = y.Row(vector).Slice(yOffset + first, count);
                    TensorPrimitives.MultiplyAdd(entries, -x[vector, xOffset + row], target, target);
                }
            }
        });
    }

    /// <summary>Solves with a triangle, or with its transpose, in place.</summary>
    /// <param name="triangle">Which triangle of A is meant.</param>
    /// <param name="isTransposed">Whether to solve with the transpose.</param>
    /// <param name="a">Square.</param>
    /// <param name="x">Vectors × at least <paramref name="offset"/> + rows.</param>
    /// <param name="offset">First element of x.</param>
    /// <param name="threads">How many threads may be used.</param>
    public static void Solve<T>(Triangle triangle, bool isTransposed, MatrixBlock<T> a, GramMatrix<T> x, int offset, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Solve(triangle == Triangle.Lower, isTransposed, a, x, offset, OuterRows, threads);

    private static void Solve<T>(bool isLower, bool isTransposed, MatrixBlock<T> a, GramMatrix<T> x, int offset, int size, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blocks = (a.Rows + size - 1) / size;
        bool isAscending = isLower != isTransposed;
        for (int step = 0; step < blocks; step++)
        {
            int first = (isAscending ? step : blocks - 1 - step) * size, rows = Math.Min(size, a.Rows - first), next = first + rows;
            MatrixBlock<T> square = a.Block(first, first, rows, rows);

            // Beside the square, in the same rows, lies the part of the triangle that couples it with what is solved before it, or after.
            MatrixBlock<T> panel = isLower ? a.Block(first, 0, rows, first) : a.Block(first, next, rows, a.Rows - next);
            int panelOffset = offset + (isLower ? 0 : next);
            if (!isTransposed)
                SubtractProduct(panel, x, panelOffset, x, offset + first, threads);
            if (size > InnerRows)
                Solve(isLower, isTransposed, square, x, offset + first, InnerRows, threads: 1);
            else if (isTransposed)
                SolveByColumns(square, isLower, x, offset + first);
            else
                SolveByRows(square, isLower, x, offset + first);
            if (isTransposed)
                SubtractTransposed(panel, x, offset + first, x, panelOffset, threads);
        }
    }

    /// <summary>x₍ᵢ₎ ← (x₍ᵢ₎ − Σ aᵢⱼ·x₍ⱼ₎)/aᵢᵢ.</summary>
    private static void SolveByRows<T>(MatrixBlock<T> a, bool isLower, GramMatrix<T> x, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int step = 0; step < a.Rows; step++)
        {
            int row = isLower ? step : a.Rows - 1 - step;
            Range solved = isLower ? ..row : (row + 1)..;
            ReadOnlySpan<T> entries = a.Row(row);
            for (int vector = 0; vector < x.Rows; vector++)
            {
                Span<T> values = x.Row(vector).Slice(offset, a.Rows);
                values[row] = (values[row] - TensorPrimitives.Dot(entries[solved], values[solved])) / entries[row];
            }
        }
    }

    /// <summary>The same with the transpose, whose columns are the rows of A.</summary>
    private static void SolveByColumns<T>(MatrixBlock<T> a, bool isLower, GramMatrix<T> x, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int step = 0; step < a.Rows; step++)
        {
            int row = isLower ? a.Rows - 1 - step : step;
            Range open = isLower ? ..row : (row + 1)..;
            ReadOnlySpan<T> entries = a.Row(row);
            for (int vector = 0; vector < x.Rows; vector++)
            {
                Span<T> values = x.Row(vector).Slice(offset, a.Rows);
                values[row] /= entries[row];
                TensorPrimitives.MultiplyAdd(entries[open], -values[row], values[open], values[open]);
            }
        }
    }

    private static void ForEach(int blocks, int threads, Action<int> body)
    {
        if (threads > 1 && blocks > 1)
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
            return;
        }

        for (int block = 0; block < blocks; block++)
            body(block);
    }
}
