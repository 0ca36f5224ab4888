namespace Ntk.Engine.Cpu.Planes;

/// <summary>A rectangle of pixels of the first image, perhaps beyond its edges.</summary>
/// <param name="Top">The first row.</param>
/// <param name="Left">The first column.</param>
/// <param name="Bottom">The row after the last.</param>
/// <param name="Right">The column after the last.</param>
internal readonly record struct PixelArea(int Top, int Left, int Bottom, int Right)
{
    public bool IsEmpty => Bottom <= Top || Right <= Left;

    /// <summary>The pixels of a plane.</summary>
    public static PixelArea Of(Overlap plane) => new(plane.FirstRow, plane.FirstColumn, plane.EndRow, plane.EndColumn);

    public PixelArea Intersect(PixelArea other) =>
        new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));

    public PixelArea Shift(int rows, int columns) => new(Top + rows, Left + columns, Bottom + rows, Right + columns);
}
