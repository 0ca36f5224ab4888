using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>Copies one triangle of a square matrix onto the other.</summary>
internal static class TriangleCopy
{
    // Blocks of this many rows and columns keep both sides of a transposition in the L1 cache.
    private const int BlockSize = 32;

    /// <summary>Mirrors the strict triangle <paramref name="source"/>; the diagonal stays.</summary>
    public static void Mirror<T>(MatrixSpan<T> matrix, Triangle source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint n = matrix.Rows;
        for (nint row = 0; row < n; row += BlockSize)
        {
            for (nint column = 0; column <= row; column += BlockSize)
            {
                for (nint i = row; i < Math.Min(n, row + BlockSize); i++)
                {
                    for (nint j = column; j < Math.Min(i, column + BlockSize); j++)
                    {
                        if (source == Triangle.Lower)
                            matrix[j, i] = matrix[i, j];
                        else
                            matrix[i, j] = matrix[j, i];
                    }
                }
            }
        }
    }
}
