using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>The tiles a Gram matrix is cut into; of a symmetric one, those that reach the diagonal or lie below it.</summary>
internal sealed class TileGrid
{
    public TileGrid(int rows, int columns, bool isSymmetric, GramOptions options, int columnGranularity, double flopsPerEntry)
    {
        (int height, int width) = TileSize.Of(rows, columns, isSymmetric, options, flopsPerEntry);
        width = (width + columnGranularity - 1) / columnGranularity * columnGranularity;
        TileRows = height;
        TileColumns = width;
        var tiles = new List<TileRange>();
        for (int row = 0; row < rows; row += height)
        {
            int rowCount = Math.Min(height, rows - row);
            int end = isSymmetric ? Math.Min(columns, row + rowCount) : columns;
            for (int column = 0; column < end; column += width)
                tiles.Add(new(row, rowCount, column, Math.Min(width, end - column)));
        }

        Tiles = tiles;
        foreach (TileRange tile in tiles)
            EntryCount += (long)tile.RowCount * tile.ColumnCount;
    }

    public IReadOnlyList<TileRange> Tiles { get; }

    /// <summary>Rows of every tile but those at the end.</summary>
    public int TileRows { get; }

    /// <summary>Columns of every tile but those at the end and at the diagonal.</summary>
    public int TileColumns { get; }

    /// <summary>Entries of all tiles.</summary>
    public long EntryCount { get; }
}

/// <summary>Counts finished tiles and reports them.</summary>
internal sealed class ProgressCounter(TileGrid grid, IProgress<GramProgress>? progress)
{
    private int tiles;
    private long entries;

    public void Complete(TileRange tile)
    {
        int done = Interlocked.Increment(ref tiles);
        long doneEntries = Interlocked.Add(ref entries, (long)tile.RowCount * tile.ColumnCount);
        progress?.Report(new(done, grid.Tiles.Count, doneEntries, grid.EntryCount));
    }
}
