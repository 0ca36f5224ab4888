using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>The pixels p of the first image for which p + offset lies in the second: the cells of a plane, a rectangle.</summary>
internal readonly struct Overlap
{
    public readonly int FirstRow;
    public readonly int Rows;
    public readonly int FirstColumn;
    public readonly int Columns;

    private Overlap(int firstRow, int rows, int firstColumn, int columns)
    {
        FirstRow = firstRow;
        Rows = rows;
        FirstColumn = firstColumn;
        Columns = columns;
    }

    public int EndRow => FirstRow + Rows;

    public int EndColumn => FirstColumn + Columns;

    public int Cells => Rows * Columns;

    public static Overlap Of(ImageShape shape, PixelOffset offset) => new(
        Math.Max(0, -offset.Y), shape.Height - Math.Abs(offset.Y), Math.Max(0, -offset.X), shape.Width - Math.Abs(offset.X));

    /// <summary>The cell of a pixel of the first image.</summary>
    public int Cell(int y, int x) => (y - FirstRow) * Columns + (x - FirstColumn);
}
