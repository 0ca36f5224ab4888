using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>Completes a symmetric matrix from its lower triangle and its exact diagonal.</summary>
internal static class Symmetry
{
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

        TriangleMirror.Copy(view, Triangle.Lower, tile.FirstRow, endRow, tile.FirstColumn, endColumn);
    }
}
