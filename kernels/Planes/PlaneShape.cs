using ILGPU;

namespace Ntk.Kernels.Planes;

/// <summary>Where a group's planes lie, as a type: shared memory has a constant size.</summary>
internal interface IPlaneCells
{
    /// <summary>Cells of a plane.</summary>
    /// <param name="largest">Those of the largest there is.</param>
    static abstract int Capacity(int largest);

    /// <summary>The group's memory.</summary>
    /// <param name="scratch">Device memory of all groups.</param>
    /// <param name="largest">Cells of the largest plane.</param>
    static abstract ArrayView<T> Memory<T>(ArrayView<T> scratch, int largest)
        where T : unmanaged;
}

/// <summary>Planes of images of at most 16 × 16 pixels.</summary>
internal readonly struct SmallPlanes : IPlaneCells
{
    public const int Value = 256;

    public static int Capacity(int largest) => Value;

    public static ArrayView<T> Memory<T>(ArrayView<T> scratch, int largest)
        where T : unmanaged =>
        SharedMemory.Allocate<T>(PlaneMemory.Length * Value);
}

/// <summary>Planes of images of at most 32 × 32 pixels: 24 KiB in float and 48 KiB in double, all that a group may have.</summary>
internal readonly struct LargePlanes : IPlaneCells
{
    public const int Value = 1024;

    public static int Capacity(int largest) => Value;

    public static ArrayView<T> Memory<T>(ArrayView<T> scratch, int largest)
        where T : unmanaged =>
        SharedMemory.Allocate<T>(PlaneMemory.Length * Value);
}

/// <summary>Planes of larger images, in device memory.</summary>
internal readonly struct HugePlanes : IPlaneCells
{
    public static int Capacity(int largest) => largest;

    public static ArrayView<T> Memory<T>(ArrayView<T> scratch, int largest)
        where T : unmanaged =>
        scratch.SubView((long)Grid.IdxX * PlaneMemory.Length * largest, (long)PlaneMemory.Length * largest);
}

/// <summary>The cells of a plane on a device, as <see cref="Ntk.Engine.Cpu.Planes.Overlap"/> on the processor, for several pairs side by side.</summary>
internal readonly struct PlaneShape
{
    private readonly float perCell;
    private readonly float perColumn;

    public PlaneShape(int height, int width, int offsetY, int offsetX)
    {
        Width = width;
        OffsetY = offsetY;
        OffsetX = offsetX;
        FirstRow = offsetY < 0 ? -offsetY : 0;
        FirstColumn = offsetX < 0 ? -offsetX : 0;
        Rows = height - (offsetY < 0 ? -offsetY : offsetY);
        Columns = width - (offsetX < 0 ? -offsetX : offsetX);
        Cells = Rows * Columns;
        perCell = 1f / Cells;
        perColumn = 1f / Columns;
    }

    public int Width { get; }

    public int OffsetY { get; }

    public int OffsetX { get; }

    public int FirstRow { get; }

    public int FirstColumn { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Cells { get; }

    /// <summary>Which of the pairs side by side an element belongs to.</summary>
    /// <remarks>A division of small numbers: half away from the next integer, so that the rounding of the inverse does not matter, and faster than one of integers.</remarks>
    public int Pair(int element) => (int)((element + 0.5f) * perCell);

    /// <summary>The row of a cell in the plane.</summary>
    public int Row(int cell) => (int)((cell + 0.5f) * perColumn);

    /// <summary>The pixel of the first image.</summary>
    public int FirstPixel(int cell)
    {
        int row = Row(cell);
        return (FirstRow + row) * Width + FirstColumn + (cell - row * Columns);
    }

    /// <summary>From the pixel of the first image to that of the second.</summary>
    public int Shift => OffsetY * Width + OffsetX;
}
