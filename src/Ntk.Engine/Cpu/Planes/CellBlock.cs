namespace Ntk.Engine.Cpu.Planes;

/// <summary>A rectangle of cells: where they go, and to which pixels they belong.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="rows">The rows, which need not lie at even distances.</param>
/// <param name="rowCount">Number of rows.</param>
/// <param name="start">The first cell of each.</param>
/// <param name="columns">Cells of each.</param>
/// <param name="firstPixel">Pixel of the first image at the first cell.</param>
/// <param name="secondPixel">Pixel of the second images there.</param>
/// <param name="width">Pixels from one row to the next.</param>
internal readonly unsafe struct CellBlock<T>(PlaneRow<T>* rows, int rowCount, int start, int columns, int firstPixel, int secondPixel, int width)
    where T : unmanaged
{
    public readonly int RowCount = rowCount;
    public readonly int Columns = columns;
    public readonly int FirstPixel = firstPixel;
    public readonly int SecondPixel = secondPixel;
    public readonly int Width = width;

    private readonly PlaneRow<T>* rows = rows;
    private readonly int start = start;

    /// <summary>The cells of a row, of a given number of pairs each.</summary>
    public PlaneRow<T> Row(int row, int pairs) => rows[row].At((nint)start * pairs);

    /// <summary>Some of the columns.</summary>
    public CellBlock<T> Slice(int from, int count) => new(rows, RowCount, start + from, count, FirstPixel + from, SecondPixel + from, Width);

    /// <summary>One cell.</summary>
    public CellBlock<T> Cell(int row, int column) =>
        new(rows + row, 1, start + column, 1, FirstPixel + row * Width + column, SecondPixel + row * Width + column, Width);
}
