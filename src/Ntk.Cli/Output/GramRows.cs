using System.Numerics;
using Ntk.Data;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>The rows of a kernel matrix as the source of a file, without a second copy of the matrix.</summary>
internal static class GramRows
{
    public static NpyRows<T> Of<T>(GramMatrix<T> matrix, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (first, rows) =>
        {
            cancellation.ThrowIfCancellationRequested();
            for (int row = 0; row * matrix.Columns < rows.Length; row++)
                matrix.Row((int)first + row).CopyTo(rows[(row * matrix.Columns)..]);
        };
}
