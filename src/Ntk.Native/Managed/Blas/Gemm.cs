
namespace Ntk.Native.Managed;

/// <summary>Which part of a product is computed.</summary>
internal enum Part
{
    All,
    Lower,
    Upper,
}

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>
    /// <c>C ← α·A·B + β·C</c> in one part of C. The order of summation of an element depends on the number of products
    /// alone: blocks of <see cref="KernelProfile.Depth"/> in ascending order, each one chain of multiply-adds.
    /// </summary>
    public void Gemm(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c, Part part = Part.All)
    {
        if (c.Rows == 0 || c.Columns == 0)
            return;
        if (a.Columns == 0 || alpha == T.Zero)
        {
            Scale(beta, c, part);
            return;
        }
        if (IsBetterTransposed(c))
        {
            part = part switch { Part.Lower => Part.Upper, Part.Upper => Part.Lower, _ => Part.All };
            (a, b, c) = (b.Transposed, a.Transposed, c.Transposed);
        }
        for (nint row = 0; row < c.Rows; row += KernelProfile.PackedSize)
        {
            nint rows = nint.Min(KernelProfile.PackedSize, c.Rows - row);
            for (nint column = 0; column < c.Columns; column += KernelProfile.PackedSize)
            {
                nint columns = nint.Min(KernelProfile.PackedSize, c.Columns - column);
                if (part == Part.Lower && column >= row + rows || part == Part.Upper && row >= column + columns)
                    continue;
                product.Run(alpha, a.Block(row, 0, rows, a.Columns), b.Block(0, column, b.Rows, columns), beta, c.Block(row, column, rows, columns), part, row - column);
            }
        }
    }

    /// <summary>Vectors lie along the rows of C: they want unit stride, and rows that fill them.</summary>
    private bool IsBetterTransposed(MatrixView<T> c)
    {
        double asItIs = PaddedSize(c.Rows, c.Columns) * (c.ColumnStride == 1 ? 1 : 1.25);
        double transposed = PaddedSize(c.Columns, c.Rows) * (c.RowStride == 1 ? 1 : 1.25);
        return transposed < asItIs;
    }

    private double PaddedSize(nint rows, nint columns)
    {
        nint lastRows = rows % kernels.TileRows, lastColumns = columns % kernels.TileColumns;
        return (double)(rows - lastRows + kernels.TileHeight(lastRows)) * (columns - lastColumns + kernels.TileWidth(lastColumns));
    }

    public static void Scale(T factor, MatrixView<T> c, Part part)
    {
        for (nint row = 0; row < c.Rows; row++)
        {
            nint first = part == Part.Upper ? row : 0;
            nint end = part == Part.Lower ? nint.Min(row + 1, c.Columns) : c.Columns;
            for (nint column = first; column < end; column++)
                c[row, column] = factor == T.Zero ? T.Zero : factor * c[row, column];
        }
    }
}
