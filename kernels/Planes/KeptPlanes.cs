using ILGPU;

namespace Ntk.Kernels.Planes;

/// <summary>Where the cells of a value kept whole lie.</summary>
internal static class KeptPlanes
{
    /// <summary>A pixel of one axis; of those beyond the edges the one they wrap around to.</summary>
    public static int Wrap(int index, int pixels)
    {
        int wrapped = index % pixels;
        return wrapped < 0 ? wrapped + pixels : wrapped;
    }

    /// <summary>The cell of two pixels among all of the value.</summary>
    /// <param name="starts">The first cell of each offset's plane.</param>
    /// <param name="height">The pixels of the value.</param>
    /// <param name="width">Likewise.</param>
    /// <param name="y">The pixel of the first image.</param>
    /// <param name="x">Likewise.</param>
    /// <param name="offsetY">From there to the pixel of the second.</param>
    /// <param name="offsetX">Likewise.</param>
    public static int Cell(ArrayView<int> starts, int height, int width, int y, int x, int offsetY, int offsetX)
    {
        var plane = new PlaneShape(height, width, offsetY, offsetX);
        int start = starts[(offsetY + height - 1) * (2 * width - 1) + offsetX + width - 1];
        return start + (y - plane.FirstRow) * plane.Columns + x - plane.FirstColumn;
    }
}
