using System.Numerics;
using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

/// <summary>
/// A product of two matrices small enough to be packed at once, <see cref="KernelProfile.Depth"/> columns of A and rows
/// of B at a time. First all threads pack, then all threads take tasks: blocks of C, column by column, so that
/// successive tasks find their B in the L2 cache.
/// </summary>
internal sealed unsafe class PackedProduct<T>(Kernels<T> kernels, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Products below this many multiply-adds are over before a helper thread wakes up.</summary>
    private const double SmallestShared = 5e5;

    private const int PanelsOfAInOneTask = 8;

    private readonly nint taskColumns = Math.Max(1, KernelProfile.TaskBytes / (KernelProfile.Depth * sizeof(T) * kernels.TileColumns)) * kernels.TileColumns;

    /// <summary><c>C ← α·A·B + β·C</c> in one part of C, which begins <paramref name="diagonal"/> rows below the diagonal that bounds the part.</summary>
    public void Run(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c, Part part, nint diagonal)
    {
        nint paddedRows = c.Rows + kernels.TileRows, paddedColumns = c.Columns + kernels.TileColumns;
        nint largestDepth = nint.Min(KernelProfile.Depth, a.Columns);
        bool isShared = threads > 1 && (double)c.Rows * c.Columns * largestDepth >= SmallestShared;
        using Workspace.Lease<T> lease = Workspace.Rent<T>((paddedRows + paddedColumns) * largestDepth);
        T* packedB = lease.Memory;
        T* packedA = packedB + paddedColumns * largestDepth;
        for (nint k = 0; k < a.Columns; k += KernelProfile.Depth)
        {
            nint depth = nint.Min(KernelProfile.Depth, a.Columns - k);
            bool isFirst = k == 0;
            MatrixView<T> rowsOfA = a.Block(0, k, a.Rows, depth).Transposed, columnsOfB = b.Block(k, 0, depth, b.Columns);
            var step = new Step(new(depth, alpha, isFirst ? beta : T.One, !isFirst || beta != T.Zero), packedA, packedB, c, part, diagonal);
            if (isShared)
            {
                PackShared(rowsOfA, packedA, columnsOfB, packedB);
                MultiplyShared(step);
            }
            else
            {
                PackPanelsOfA(rowsOfA, 0, Panels(rowsOfA.Columns, kernels.TileRows), packedA);
                PackPanelsOfB(columnsOfB, 0, Panels(columnsOfB.Columns, kernels.TileColumns), packedB);
                for (nint column = 0; column < c.Columns; column += taskColumns)
                    Multiply(step, 0, c.Rows, column, nint.Min(column + taskColumns, c.Columns));
            }
        }
    }

    private void PackShared(MatrixView<T> a, T* packedA, MatrixView<T> b, T* packedB)
    {
        int panelsOfA = Panels(a.Columns, kernels.TileRows), panelsOfB = Panels(b.Columns, kernels.TileColumns);
        ParallelLoop.Run(threads, panelsOfB + Panels(panelsOfA, PanelsOfAInOneTask), task =>
        {
            int first = (task - panelsOfB) * PanelsOfAInOneTask;
            if (task < panelsOfB)
                PackPanelsOfB(b, task, task + 1, packedB);
            else
                PackPanelsOfA(a, first, Math.Min(first + PanelsOfAInOneTask, panelsOfA), packedA);
        });
    }

    private void PackPanelsOfA(MatrixView<T> a, int first, int end, T* packed)
    {
        for (int panel = first; panel < end; panel++)
        {
            nint row = (nint)panel * kernels.TileRows, rows = nint.Min(kernels.TileRows, a.Columns - row);
            Packing.Pack(a.Block(0, row, a.Rows, rows), kernels.TileHeight(rows), packed + row * a.Rows);
        }
    }

    private void PackPanelsOfB(MatrixView<T> b, int first, int end, T* packed)
    {
        for (int panel = first; panel < end; panel++)
        {
            nint column = (nint)panel * kernels.TileColumns, columns = nint.Min(kernels.TileColumns, b.Columns - column);
            Packing.Pack(b.Block(0, column, b.Rows, columns), kernels.TileWidth(columns), packed + column * b.Rows);
        }
    }

    private void MultiplyShared(Step step)
    {
        int tasksDown = Panels(step.C.Rows, KernelProfile.TaskRows), tasksAcross = Panels(step.C.Columns, taskColumns);
        ParallelLoop.Run(threads, tasksDown * tasksAcross, task =>
        {
            (int across, int down) = Math.DivRem(task, tasksDown);
            nint row = (nint)down * KernelProfile.TaskRows, column = across * taskColumns;
            Multiply(step, row, nint.Min(row + KernelProfile.TaskRows, step.C.Rows), column, nint.Min(column + taskColumns, step.C.Columns));
        });
    }

    /// <summary>One block of C, tile by tile: a panel of A stays in the L1 cache while the panels of B pass by.</summary>
    private void Multiply(in Step step, nint firstRow, nint endRow, nint firstColumn, nint endColumn)
    {
        T* buffer = stackalloc T[kernels.TileRows * kernels.TileColumns];
        for (nint row = firstRow; row < endRow; row += kernels.TileRows)
        {
            int rows = (int)nint.Min(kernels.TileRows, endRow - row), height = kernels.TileHeight(rows);
            for (nint column = firstColumn; column < endColumn; column += kernels.TileColumns)
            {
                int columns = (int)nint.Min(kernels.TileColumns, endColumn - column), width = kernels.TileWidth(columns);
                nint diagonal = step.Diagonal + row - column;
                T* panelOfA = step.PackedA + row * step.Update.Depth, panelOfB = step.PackedB + column * step.Update.Depth;
                Coverage coverage = Cover(step.Part, diagonal, rows, columns);
                if (coverage == Coverage.Full && rows == height && columns == width && step.C.ColumnStride == 1)
                    kernels.Multiply(step.Update, height, width, panelOfA, panelOfB, step.C.At(row, column), step.C.RowStride);
                else if (coverage != Coverage.None)
                    MultiplyThroughBuffer(step, height, width, panelOfA, panelOfB, step.C.Block(row, column, rows, columns), diagonal, buffer);
            }
        }
    }

    /// <summary>A tile at an edge of C, across the diagonal or with other strides goes through a copy as large as a full tile.</summary>
    private void MultiplyThroughBuffer(in Step step, int height, int width, T* panelOfA, T* panelOfB, MatrixView<T> tile, nint diagonal, T* buffer)
    {
        var copy = new MatrixView<T>(buffer, tile.Rows, tile.Columns, width, 1);
        if (step.Update.ReadsC)
            Copy(step.Part, tile, copy, diagonal);
        kernels.Multiply(step.Update, height, width, panelOfA, panelOfB, buffer, width);
        Copy(step.Part, copy, tile, diagonal);
    }

    /// <summary>How much of a tile belongs to the part; the tile begins <paramref name="diagonal"/> rows below the diagonal.</summary>
    private static Coverage Cover(Part part, nint diagonal, int rows, int columns)
    {
        if (part == Part.All)
            return Coverage.Full;
        (nint least, nint most) = part == Part.Lower ? (diagonal - columns + 1, diagonal + rows - 1) : (1 - rows - diagonal, columns - 1 - diagonal);
        return least >= 0 ? Coverage.Full : most < 0 ? Coverage.None : Coverage.Partial;
    }

    private static void Copy(Part part, MatrixView<T> source, MatrixView<T> destination, nint diagonal)
    {
        for (nint row = 0; row < source.Rows; row++)
        {
            nint first = part == Part.Upper ? nint.Max(0, row + diagonal) : 0;
            nint end = part == Part.Lower ? nint.Min(source.Columns, row + diagonal + 1) : source.Columns;
            for (nint column = first; column < end; column++)
                destination[row, column] = source[row, column];
        }
    }

    private static int Panels(nint size, nint panel) => (int)((size + panel - 1) / panel);

    /// <summary>One block of products over k: the packed operands and what they are added to.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Step(TileUpdate<T> update, T* packedA, T* packedB, MatrixView<T> c, Part part, nint diagonal)
    {
        public readonly TileUpdate<T> Update = update;

        public T* PackedA { get; } = packedA;

        public T* PackedB { get; } = packedB;

        public MatrixView<T> C { get; } = c;

        public Part Part { get; } = part;

        public nint Diagonal { get; } = diagonal;
    }

    private enum Coverage
    {
        None,
        Partial,
        Full,
    }
}
