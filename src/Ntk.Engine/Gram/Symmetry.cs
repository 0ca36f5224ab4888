using System.Numerics;
using System.Runtime.CompilerServices;
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
            for (int column = tile.FirstColumn; column < Math.Min(endColumn, Math.Min(endRow, row + BlockSize)); column += BlockSize)
                MirrorBlock(view, row, Math.Min(endRow, row + BlockSize), column, Math.Min(endColumn, column + BlockSize));
        }
    }

    /// <summary>Writes the mirror image of the entries of a block that lie below the diagonal.</summary>
    private static void MirrorBlock<T>(MatrixSpan<T> view, int row, int endRow, int column, int endColumn)
        where T : unmanaged
    {
        for (int i = row; i < endRow; i++)
        {
            ref T source = ref view[i, 0];
            ref T target = ref view[0, i];
            for (int j = column; j < Math.Min(endColumn, i); j++)
                Unsafe.Add(ref target, j * view.Stride) = Unsafe.Add(ref source, j);
        }
    }
}
