namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Matrix elements below which a helper thread would come too late.</summary>
    private const double SmallestSharedGemv = 1e5;

    /// <summary>Rows or columns of A in one task: whole groups of four, so that the grouping is the same for any number of threads.</summary>
    private const int GemvBlock = 256;

    /// <summary><c>y ← α·A·x + β·y</c>; A has unit stride in one direction.</summary>
    public void Gemv(T alpha, MatrixView<T> a, T* x, T beta, T* y)
    {
        int blocks = (int)((a.Rows + GemvBlock - 1) / GemvBlock);
        ParallelLoop.Run((double)a.Rows * a.Columns < SmallestSharedGemv ? 1 : Threads, blocks, block =>
        {
            nint first = (nint)block * GemvBlock;
            MatrixView<T> rows = a.Block(first, 0, nint.Min(GemvBlock, a.Rows - first), a.Columns);
            T* products = stackalloc T[GemvBlock];
            if (a.ColumnStride == 1)
                MultiplyRows(rows, x, products);
            else
                AddColumns(rows, x, products);
            for (nint i = 0; i < rows.Rows; i++)
                y[first + i] = T.MultiplyAddEstimate(alpha, products[i], beta * y[first + i]);
        });
    }

    private void MultiplyRows(MatrixView<T> a, T* x, T* products)
    {
        nint row = 0;
        for (; row + 4 <= a.Rows; row += 4)
            kernels.DotFour(a.At(row, 0), a.RowStride, x, a.Columns, products + row);
        for (; row < a.Rows; row++)
            products[row] = kernels.Dot(a.At(row, 0), x, a.Columns);
    }

    private void AddColumns(MatrixView<T> a, T* x, T* products)
    {
        new Span<T>(products, (int)a.Rows).Clear();
        nint column = 0;
        for (; column + 4 <= a.Columns; column += 4)
            kernels.AxpyFour(x + column, a.At(0, column), a.ColumnStride, a.Rows, products);
        for (; column < a.Columns; column++)
            kernels.Axpy(x[column], a.At(0, column), a.Rows, products);
    }
}
