using System.Numerics;
using Ntk.Engine.Cpu;
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
    /// <param name="scale">What the entries are still to be multiplied by; null for entries as they should be.</param>
    public void Write(HostStaging<T> entries, TileRange block, TileRange tile, bool lowerOnly, HostScale? scale)
    {
        for (int row = 0; row < block.RowCount; row++)
        {
            int columns = lowerOnly ? Math.Clamp(block.FirstRow + row - block.FirstColumn, 0, block.ColumnCount) : block.ColumnCount;
            T* target = start + (block.FirstRow + row - tile.FirstRow) * stride + (block.FirstColumn - tile.FirstColumn);
            T* source = entries.Pointer + (long)row * block.ColumnCount;
            if (scale is null)
                new ReadOnlySpan<T>(source, columns).CopyTo(new(target, columns));
            else
                scale.Multiply(new ReadOnlySpan<T>(source, columns), new Span<T>(target, columns), block.FirstRow + row, block.FirstColumn);
        }
    }
}

/// <summary>√K(x,x) or √Θ(x,x) of all rows, in double: by which correlations are scaled on the processor where float cannot hold them, or products of them.</summary>
internal sealed class HostScale(double[] first, double[] second)
{
    /// <summary>The scale of entries in an element type; null if the device may form them.</summary>
    public static HostScale? For<T>(double[] firstDiagonal, double[] secondDiagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var first = new OutputScale<T>(firstDiagonal);
        using var second = new OutputScale<T>(secondDiagonal);
        return first.NeedsDouble || second.NeedsDouble ? new(first.Deviations, second.Deviations) : null;
    }

    /// <summary>Scales correlations of a row.</summary>
    public void Multiply<T>(ReadOnlySpan<T> correlations, Span<T> entries, int row, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < entries.Length; k++)
            entries[k] = T.CreateTruncating(first[row] * second[column + k] * double.CreateTruncating(correlations[k]));
    }
}
