
namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>
    /// Order up to which a triangular system is solved in packed panels. A panel of right-hand sides of this height
    /// (24 KiB) stays in the L1 cache.
    /// </summary>
    private const int TrsmLeaf = 128;

    /// <summary>
    /// Solves <c>A·X = B</c> in place of B, A being lower or upper triangular. Each half of A is solved by recursion and
    /// eliminated from the other half by a matrix product, which does nearly all of the work.
    /// </summary>
    public void Trsm(bool isLower, MatrixView<T> a, MatrixView<T> x)
    {
        if (a.Rows == 0 || x.Columns == 0)
            return;
        if (a.Rows <= TrsmLeaf)
        {
            SolveLeaf(isLower, a, x);
            return;
        }
        nint half = Half(a.Rows, TrsmLeaf), rest = a.Rows - half;
        MatrixView<T> a11 = a.Block(0, 0, half, half), a22 = a.Block(half, half, rest, rest);
        MatrixView<T> x1 = x.Block(0, 0, half, x.Columns), x2 = x.Block(half, 0, rest, x.Columns);
        if (isLower)
        {
            Trsm(isLower, a11, x1);
            SubtractProduct(a.Block(half, 0, rest, half), x1, x2);
            Trsm(isLower, a22, x2);
        }
        else
        {
            Trsm(isLower, a22, x2);
            SubtractProduct(a.Block(0, half, half, rest), x2, x1);
            Trsm(isLower, a11, x1);
        }
    }

    private void SubtractProduct(MatrixView<T> a, MatrixView<T> x, MatrixView<T> y)
    {
        if (x.Columns == 1 && x.RowStride == 1)
            Gemv(-T.One, a, x.First, T.One, y.First);
        else
            Gemm(-T.One, a, x, T.One, y);
    }

    /// <summary>About half of <paramref name="order"/>, in whole leaves.</summary>
    private static nint Half(nint order, nint leaf) => (order / 2 + leaf - 1) / leaf * leaf;

    private void SolveLeaf(bool isLower, MatrixView<T> a, MatrixView<T> x)
    {
        int order = (int)a.Rows, tileRows = kernels.TileRows, tileColumns = kernels.TileColumns;
        int paddedOrder = (order + tileRows - 1) / tileRows * tileRows;
        using Workspace.Lease<T> lease = Workspace.Rent<T>(2 * paddedOrder * paddedOrder);
        var leaf = new PackedTriangle<T>(isLower, a, tileRows, lease.Memory, lease.Memory + paddedOrder * paddedOrder);
        int panels = (int)((x.Columns + tileColumns - 1) / tileColumns);
        ParallelLoop.Run(panels > 4 ? Threads : 1, panels, panel =>
        {
            nint first = (nint)panel * tileColumns;
            SolvePanel(leaf, x.Block(0, first, order, nint.Min(tileColumns, x.Columns - first)));
        });
    }

    /// <summary>Solves for the right-hand sides of one tile's width: a product with the rows already solved, then a small triangle, and so on.</summary>
    private void SolvePanel(PackedTriangle<T> leaf, MatrixView<T> x)
    {
        int width = kernels.TileWidth(x.Columns), rows = kernels.TileRows;
        T* panel = stackalloc T[TrsmLeaf * kernels.TileColumns];
        int lastRows = leaf.Order % rows;
        if (lastRows > 0)
            new Span<T>(panel + leaf.Order * width, (rows - lastRows) * width).Clear();
        Packing.Pack(x, width, panel);
        for (int step = 0; step < leaf.Groups; step++)
        {
            int group = leaf.IsLower ? step : leaf.Groups - 1 - step;
            int row = group * rows;
            (int first, int depth) = leaf.SolvedBefore(group);
            if (depth > 0)
                kernels.Multiply(new TileUpdate<T>(depth, -T.One, T.One, readsC: true), rows, width, leaf.Rows(group), panel + first * width, panel + row * width, width);
            kernels.Solve(leaf.Diagonal(group), width, panel + row * width);
        }
        Packing.Copy(new MatrixView<T>(panel, x.Rows, x.Columns, width, 1), x);
    }
}
