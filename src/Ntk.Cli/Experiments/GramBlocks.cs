using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>Parts of kernel matrices.</summary>
internal static class GramBlocks
{
    /// <summary>A copy of a rectangle.</summary>
    public static GramMatrix<T> Copy<T>(GramMatrix<T> matrix, int firstRow, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new GramMatrix<T>(rows, columns);
        for (int row = 0; row < rows; row++)
            matrix.Row(firstRow + row)[..columns].CopyTo(block.Row(row));
        return block;
    }

    /// <summary>Some rows, transposed: one column each.</summary>
    public static GramMatrix<T> Columns<T>(GramMatrix<T> matrix, ReadOnlySpan<int> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new GramMatrix<T>(matrix.Columns, rows.Length);
        for (int column = 0; column < rows.Length; column++)
        {
            ReadOnlySpan<T> source = matrix.Row(rows[column]);
            for (int row = 0; row < source.Length; row++)
                block[row, column] = source[row];
        }
        return block;
    }
}
