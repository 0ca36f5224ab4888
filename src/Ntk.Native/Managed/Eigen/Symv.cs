using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Rows of a symmetric matrix that one task multiplies, at least.</summary>
    private const int SymvRows = 256;

    /// <summary>Partial results kept at most: their sum costs little beside the product.</summary>
    private const int SymvBlocks = 32;

    /// <summary>
    /// <c>y ← A·x</c> for the symmetric matrix in the lower triangle of the first <paramref name="order"/> rows. The triangle is
    /// read once, each element serving its row and its column. Every block of rows has a result of its own, so that
    /// their sum has the same order for any number of threads.
    /// </summary>
    /// <param name="a">The matrix.</param>
    /// <param name="order">Rows and columns of it that take part.</param>
    /// <param name="x">The vector.</param>
    /// <param name="y">The product.</param>
    /// <param name="partial">Scratch for <see cref="SymvScratch"/> elements.</param>
    private void Symv(MatrixView<T> a, nint order, T* x, T* y, T* partial)
    {
        nint rows = SymvBlockRows(a.Rows);
        int blocks = (int)((order + rows - 1) / rows);
        nint stride = a.Rows;
        ParallelLoop.Run(Threads, blocks, task =>
        {
            int block = blocks - 1 - task;
            nint first = block * rows, end = nint.Min(first + rows, order);
            T* result = blocks == 1 ? y : partial + block * stride;
            Clear(result, end);
            MultiplySymmetricRows(a, first, end, x, result);
        });
        if (blocks == 1)
            return;
        Clear(y, order);
        for (int block = 0; block < blocks; block++)
            kernels.Axpy(T.One, partial + block * stride, nint.Min((block + 1) * rows, order), y);
    }

    private static nint SymvScratch(nint order) => order * SymvBlocks;

    private static nint SymvBlockRows(nint order) => nint.Max(SymvRows, (order + SymvBlocks - 1) / SymvBlocks + 3 & ~3);

    private void MultiplySymmetricRows(MatrixView<T> a, nint first, nint end, T* x, T* y)
    {
        T* sums = stackalloc T[4];
        nint row = first;
        for (; row + 4 <= end; row += 4)
        {
            kernels.DotAndAxpyFour(x + row, a.At(row, 0), a.RowStride, x, row, sums, y);
            for (int i = 0; i < 4; i++)
                y[row + i] += sums[i];
            MultiplyDiagonalBlock(a.Block(row, row, 4, 4), x + row, y + row);
        }
        for (; row < end; row++)
        {
            y[row] += kernels.Dot(a.At(row, 0), x, row) + a[row, row] * x[row];
            kernels.Axpy(x[row], a.At(row, 0), row, y);
        }
    }

    private static void MultiplyDiagonalBlock(MatrixView<T> a, T* x, T* y)
    {
        for (nint i = 0; i < a.Rows; i++)
        {
            for (nint j = 0; j < i; j++)
            {
                y[i] += a[i, j] * x[j];
                y[j] += a[i, j] * x[i];
            }
            y[i] += a[i, i] * x[i];
        }
    }

    private static void Clear(T* values, nint count) => NativeMemory.Clear(values, (nuint)count * (nuint)sizeof(T));
}
