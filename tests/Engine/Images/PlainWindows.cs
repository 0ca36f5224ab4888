using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine.Images;

/// <summary>The windows of a convolution or a pool on an image, each as the list of the pixels under it.</summary>
internal sealed class PlainWindows
{
    /// <summary>What stands for a pixel outside of the image.</summary>
    public const int Outside = -1;

    private readonly int[][] pixels;

    /// <summary>The windows of a size on an image.</summary>
    /// <param name="size">Height and width of the window, or its length.</param>
    /// <param name="strides">As many, or none.</param>
    /// <param name="defaultStrides">The strides where there are none.</param>
    /// <param name="padding">What a window sees beyond the edge.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    public PlainWindows(EquatableList<int> size, EquatableList<int> strides, EquatableList<int> defaultStrides, Padding padding, int height, int width)
    {
        EquatableList<int> step = strides.Count == 0 ? defaultStrides : strides;
        int[][] rows = size.Count == 1 ? [[0]] : Positions(height, size[0], step[0], padding);
        int[][] columns = Positions(width, size[^1], step[^1], padding);
        Height = rows.Length;
        Width = columns.Length;
        pixels = [.. from row in rows from column in columns select Under(row, column, width)];
    }

    public int Height { get; }

    public int Width { get; }

    public int Count => pixels.Length;

    /// <summary>The pixels under a window, one for each of the window's own, in the order of these.</summary>
    public int[] this[int window] => pixels[window];

    private static int[] Under(int[] rows, int[] columns, int width) =>
        [.. from y in rows from x in columns select y == Outside || x == Outside ? Outside : y * width + x];

    /// <summary>For each window along one axis, the positions t·p + a − pad under it.</summary>
    private static int[][] Positions(int length, int size, int stride, Padding padding)
    {
        int count = 0;
        int before = 0;
        if (padding == Padding.Valid)
        {
            while (count * stride + size <= length)
                count++;
        }
        else
        {
            count = (int)Math.Ceiling((double)length / stride);
            before = (int)Math.Floor(Math.Max((count - 1) * stride + size - length, 0) / 2.0);
        }

        return [.. Enumerable.Range(0, count).Select(p => Enumerable.Range(0, size).Select(a => Position(stride * p + a - before)).ToArray())];

        int Position(int at) => at >= 0 && at < length ? at : padding == Padding.Circular ? (at % length + length) % length : Outside;
    }
}
