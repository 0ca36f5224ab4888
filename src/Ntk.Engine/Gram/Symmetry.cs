using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>Completes a symmetric matrix from its lower triangle and its exact diagonal.</summary>
internal static class Symmetry
{
    // Blocks of this many rows and columns keep both sides of a transposition in the L1 cache.
    private const int BlockSize = 32;

    /// <summary>Writes the diagonal entries a tile holds, and the mirror image of what it holds below the diagonal.</summary>
    public static void Complete<T>(GramMatrix<T>? matrix, TileRange tile, ReadOnlySpan<double> diagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix is null)
            return;
        MatrixSpan<T> view = matrix.AsMatrix();
        int endRow = tile.FirstRow + tile.RowCount;
        int endColumn = tile.FirstColumn + tile.ColumnCount;
        for (int i = Math.Max(tile.FirstRow, tile.FirstColumn); i < Math.Min(endRow, endColumn); i++)
            view[i, i] = T.CreateTruncating(diagonal[i]);

        for (int row = tile.FirstRow; row < endRow; row += BlockSize)
        {
            for (int column = tile.FirstColumn; column < endColumn; column += BlockSize)
            {
                for (int i = row; i < Math.Min(endRow, row + BlockSize); i++)
                {
                    ReadOnlySpan<T> source = view.Row(i);
                    for (int j = column; j < Math.Min(Math.Min(endColumn, column + BlockSize), i); j++)
                        view[j, i] = source[j];
                }
            }
        }
    }
}
