using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>
/// A small triangular matrix cut into groups of rows as high as a tile. The part of a group left (or, upper, right) of its
/// diagonal block is packed for the micro-kernel; diagonal blocks are kept row by row with reciprocals on the diagonal.
/// </summary>
internal readonly unsafe struct PackedTriangle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* packedRows;
    private readonly T* blocks;
    private readonly int tileRows;

    public PackedTriangle(bool isLower, MatrixView<T> a, int tileRows, T* packedRows, T* blocks)
    {
        this.packedRows = packedRows;
        this.blocks = blocks;
        this.tileRows = tileRows;
        Order = (int)a.Rows;
        IsLower = isLower;
        for (int group = 0; group < Groups; group++)
            PackGroup(group, a);
    }

    public int Order { get; }

    public bool IsLower { get; }

    public int Groups => (Order + tileRows - 1) / tileRows;

    /// <summary>The rows of the solution that a group needs: the first of them, and how many.</summary>
    public (int First, int Depth) SolvedBefore(int group)
    {
        int end = Math.Min((group + 1) * tileRows, Order);
        return IsLower ? (0, group * tileRows) : (end, Order - end);
    }

    public T* Rows(int group) => packedRows + (nint)group * tileRows * Order;

    public TriangularBlock<T> Diagonal(int group) =>
        new(blocks + (nint)group * tileRows * tileRows, tileRows, Math.Min(tileRows, Order - group * tileRows), IsLower);

    private void PackGroup(int group, MatrixView<T> a)
    {
        int row = group * tileRows, rows = Math.Min(tileRows, Order - row);
        (int first, int depth) = SolvedBefore(group);
        Packing.Pack(a.Block(row, first, rows, depth).Transposed, tileRows, Rows(group));
        T* block = blocks + (nint)row * tileRows;
        for (int i = 0; i < rows; i++)
        {
            for (int j = IsLower ? 0 : i; j < (IsLower ? i + 1 : rows); j++)
                block[i * tileRows + j] = i == j ? T.One / a[row + i, row + j] : a[row + i, row + j];
        }
    }
}
