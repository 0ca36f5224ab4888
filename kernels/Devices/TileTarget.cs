using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Kernels.Devices;

/// <summary>The tile of a Gram matrix that blocks of entries are copied to.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="start">Its first entry.</param>
/// <param name="stride">Entries from one row to the next.</param>
internal readonly unsafe struct TileTarget<T>(T* start, nint stride)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* start = start;
    private readonly nint stride = stride;

    /// <summary>Copies a block, of each row what belongs to the tile.</summary>
    /// <param name="entries">The block, row after row.</param>
    /// <param name="block">Its place among all entries.</param>
    /// <param name="tile">The tile's.</param>
    /// <param name="lowerOnly">Whether entries on and above the diagonal stay as they are.</param>
    public void Write(HostStaging<T> entries, TileRange block, TileRange tile, bool lowerOnly)
    {
        for (int row = 0; row < block.RowCount; row++)
        {
            int columns = lowerOnly ? Math.Clamp(block.FirstRow + row - block.FirstColumn, 0, block.ColumnCount) : block.ColumnCount;
            T* target = start + (block.FirstRow + row - tile.FirstRow) * stride + (block.FirstColumn - tile.FirstColumn);
            new ReadOnlySpan<T>(entries.Pointer + (long)row * block.ColumnCount, columns).CopyTo(new(target, columns));
        }
    }
}
