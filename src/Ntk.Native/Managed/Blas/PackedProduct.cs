using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>
/// A product of two matrices small enough to be packed at once, <see cref="KernelProfile.Depth"/> columns of A and rows
/// of B at a time. First all threads pack, then all threads take tasks: blocks of C, column by column, so that
/// successive tasks find their B in the L2 cache.
/// </summary>
internal sealed unsafe class PackedProduct<T>(Kernels<T> kernels, int threads, Part part)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Products below this many multiply-adds are over before a helper thread wakes up.</summary>
    private const double SmallestShared = 5e5;

    private readonly nint taskColumns = Math.Max(1, KernelProfile.TaskBytes / (KernelProfile.Depth * sizeof(T) * kernels.TileColumns)) * kernels.TileColumns;

    /// <summary><c>C ← α·A·B + β·C</c>; C begins <paramref name="diagonal"/> rows below the diagonal that bounds the part.</summary>
    public void Run(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c, nint diagonal)
    {
        nint paddedRows = c.Rows + kernels.TileRows, paddedColumns = c.Columns + kernels.TileColumns;
        nint largestDepth = nint.Min(KernelProfile.Depth, a.Columns);
        using Workspace.Lease<T> lease = Workspace.Rent<T>((paddedRows + paddedColumns) * largestDepth);
        T* packedB = lease.Memory;
        T* packedA = packedB + paddedColumns * largestDepth;
        int workers = (double)c.Rows * c.Columns * largestDepth < SmallestShared ? 1 : threads;
        for (nint k = 0; k < a.Columns; k += KernelProfile.Depth)
        {
            nint depth = nint.Min(KernelProfile.Depth, a.Columns - k);
            bool first = k == 0;
            var update = new TileUpdate<T>(depth, alpha, first ? beta : T.One, !first || beta != T.Zero);
            MatrixView<T> aBlock = a.Block(0, k, a.Rows, depth).Transposed, bBlock = b.Block(k, 0, depth, b.Columns);
            Pack(aBlock, kernels.TileRows, kernels.TileHeight, packedA, bBlock, kernels.TileColumns, kernels.TileWidth, packedB, workers);
            Multiply(update, packedA, packedB, c, diagonal, workers);
        }
    }

    private static void Pack(
        MatrixView<T> a, int tileRows, Func<nint, int> height, T* packedA, MatrixView<T> b, int tileColumns, Func<nint, int> width, T* packedB, int workers)
    {
        int panelsOfA = Panels(a.Columns, tileRows), panelsOfB = Panels(b.Columns, tileColumns);
        int groupsOfA = (panelsOfA + 7) / 8;
        ParallelLoop.Run(workers, panelsOfB + groupsOfA, task =>
        {
            if (task < panelsOfB)
            {
                PackPanel(b, task, tileColumns, width, packedB);
                return;
            }
            int firstPanel = (task - panelsOfB) * 8;
            for (int panel = firstPanel; panel < Math.Min(firstPanel + 8, panelsOfA); panel++)
                PackPanel(a, panel, tileRows, height, packedA);
        });
    }

    private static void PackPanel(MatrixView<T> source, int panel, int tile, Func<nint, int> size, T* packed)
    {
        nint first = (nint)panel * tile, columns = nint.Min(tile, source.Columns - first);
        Packing.Pack(source.Block(0, first, source.Rows, columns), size(columns), packed + first * source.Rows);
    }

    private void Multiply(TileUpdate<T> update, T* packedA, T* packedB, MatrixView<T> c, nint diagonal, int workers)
    {
        int tasksDown = Panels(c.Rows, KernelProfile.TaskRows), tasksAcross = Panels(c.Columns, taskColumns);
        ParallelLoop.Run(workers, tasksDown * tasksAcross, task =>
        {
            (int across, int down) = Math.DivRem(task, tasksDown);
            nint row = (nint)down * KernelProfile.TaskRows, column = across * taskColumns;
            nint endRow = nint.Min(row + KernelProfile.TaskRows, c.Rows), endColumn = nint.Min(column + taskColumns, c.Columns);
            MultiplyTask(update, packedA, packedB, c, diagonal, row, endRow, column, endColumn);
        });
    }

    private void MultiplyTask(in TileUpdate<T> update, T* packedA, T* packedB, MatrixView<T> c, nint diagonal, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
    {
        T* buffer = stackalloc T[kernels.TileRows * kernels.TileColumns];
        for (nint row = firstRow; row < endRow; row += kernels.TileRows)
        {
            int rows = (int)nint.Min(kernels.TileRows, endRow - row);
            int height = kernels.TileHeight(rows);
            for (nint column = firstColumn; column < endColumn; column += kernels.TileColumns)
            {
                int columns = (int)nint.Min(kernels.TileColumns, endColumn - column);
                int width = kernels.TileWidth(columns);
                Coverage coverage = Cover(row + diagonal, rows, column, columns);
                if (coverage == Coverage.None)
                    continue;
                T* panelOfA = packedA + row * update.Depth, panelOfB = packedB + column * update.Depth;
                if (coverage == Coverage.Full && rows == height && columns == width && c.ColumnStride == 1)
                {
                    kernels.Multiply(update, height, width, panelOfA, panelOfB, c.At(row, column), c.RowStride);
                    continue;
                }
                MatrixView<T> tile = c.Block(row, column, rows, columns);
                var copy = new MatrixView<T>(buffer, rows, columns, width, 1);
                if (update.ReadsC)
                    Copy(tile, copy, diagonal + row - column);
                kernels.Multiply(update, height, width, panelOfA, panelOfB, buffer, width);
                Copy(copy, tile, diagonal + row - column);
            }
        }
    }

    private Coverage Cover(nint row, int rows, nint column, int columns)
    {
        if (part == Part.All)
            return Coverage.Full;
        (nint low, nint high) = part == Part.Lower ? (row - column - columns + 1, row + rows - 1 - column) : (column - row - rows + 1, column + columns - 1 - row);
        return low >= 0 ? Coverage.Full : high < 0 ? Coverage.None : Coverage.Partial;
    }

    /// <summary>Copies the elements of a tile that belong to the part; the tile begins <paramref name="diagonal"/> rows below the diagonal.</summary>
    private void Copy(MatrixView<T> source, MatrixView<T> destination, nint diagonal)
    {
        for (nint row = 0; row < source.Rows; row++)
        {
            nint onDiagonal = row + diagonal;
            nint first = part == Part.Upper ? nint.Max(0, onDiagonal) : 0;
            nint end = part == Part.Lower ? nint.Min(source.Columns, onDiagonal + 1) : source.Columns;
            for (nint column = first; column < end; column++)
                destination[row, column] = source[row, column];
        }
    }

    private static int Panels(nint size, nint panel) => (int)((size + panel - 1) / panel);

    private enum Coverage
    {
        None,
        Partial,
        Full,
    }
}
