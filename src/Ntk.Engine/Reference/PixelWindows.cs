using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Reference;

/// <summary>The windows of a convolution or a pool on an image, each as the list of the pixels under it.</summary>
internal sealed class PixelWindows
{
    /// <summary>What stands for a pixel outside of the image.</summary>
    public const int Outside = -1;

    private readonly int[][] pixels;

    private PixelWindows(int[][] pixels, ImageShape output)
    {
        this.pixels = pixels;
        Output = output;
    }

    /// <summary>The image the windows make.</summary>
    public ImageShape Output { get; }

    public int Count => pixels.Length;

    /// <summary>The pixels under a window, one for each of the window's own, in the order of these.</summary>
    public int[] this[int window] => pixels[window];

    /// <summary>The windows of a size on an image.</summary>
    /// <param name="size">Height and width of the window, or its length.</param>
    /// <param name="strides">As many, or none.</param>
    /// <param name="defaultStride">The strides where there are none; null for the size.</param>
    /// <param name="padding">What a window sees beyond the edge.</param>
    /// <param name="image">The image.</param>
    public static PixelWindows Of(EquatableList<int> size, EquatableList<int> strides, int? defaultStride, Padding padding, ImageShape image)
    {
        int Stride(int axis) => strides.Count > 0 ? strides[axis] : defaultStride ?? size[axis];
        int last = size.Count - 1;
        int[][] rows = size.Count == 1 ? [[0]] : Positions(image.Height, size[0], Stride(0), padding);
        int[][] columns = Positions(image.Width, size[last], Stride(last), padding);
        return new([.. from row in rows from column in columns select Under(row, column, image.Width)], new(rows.Length, columns.Length));
    }

    /// <summary>One window a pixel.</summary>
    public static PixelWindows Each(ImageShape image) => new([.. Enumerable.Range(0, image.Pixels).Select(p => new[] { p })], image);

    /// <summary>One window of all pixels.</summary>
    public static PixelWindows Whole(ImageShape image) => new([[.. Enumerable.Range(0, image.Pixels)]], ImageShape.None);

    private static int[] Under(int[] rows, int[] columns, int width) =>
        [.. from y in rows from x in columns select y == Outside || x == Outside ? Outside : y * width + x];

    /// <summary>For each window along one axis, the positions stride·p + a − before under it.</summary>
    private static int[][] Positions(int length, int size, int stride, Padding padding)
    {
        int count = padding == Padding.Valid ? (length - size) / stride + 1 : (length + stride - 1) / stride;
        int before = padding == Padding.Valid ? 0 : Math.Max((count - 1) * stride + size - length, 0) / 2;
        return [.. Enumerable.Range(0, count).Select(p => Enumerable.Range(0, size).Select(a => Position(stride * p + a - before)).ToArray())];

        int Position(int at) => at >= 0 && at < length ? at : padding == Padding.Circular ? (at % length + length) % length : Outside;
    }
}
