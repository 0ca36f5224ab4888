using System.Numerics.Tensors;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Sums of the pixels that a filter sees, along rows and then along columns.</summary>
/// <param name="source">The image.</param>
/// <param name="output">The pixels of the result.</param>
/// <param name="filter">The filter.</param>
internal sealed class WindowTotals(ImageShape source, ImageShape output, Window filter)
{
    private readonly int[][] rows = Inside(filter.Y, source.Height, output.Height, filter.Padding);
    private readonly int[][] columns = Inside(filter.X, source.Width, output.Width, filter.Padding);

    /// <summary>Sums of one image.</summary>
    /// <param name="values">Its pixels.</param>
    /// <param name="sums">Receives one a pixel of the result.</param>
    public void Sum(ReadOnlySpan<double> values, Span<double> sums)
    {
        var alongRows = new double[source.Height * output.Width];
        for (int x = 0; x < output.Width; x++)
        {
            foreach (int column in columns[x])
            {
                for (int y = 0; y < source.Height; y++)
                    alongRows[y * output.Width + x] += values[y * source.Width + column];
            }
        }

        for (int y = 0; y < output.Height; y++)
        {
            Span<double> row = sums.Slice(y * output.Width, output.Width);
            row.Clear();
            foreach (int seen in rows[y])
                TensorPrimitives.Add(row, alongRows.AsSpan(seen * output.Width, output.Width), row);
        }
    }

    /// <summary>For each pixel of the result, the pixels inside the image that the filter sees along one axis.</summary>
    private static int[][] Inside(WindowAxis axis, int pixels, int outputs, Networks.Padding padding)
    {
        int before = axis.Before(pixels, padding);
        IEnumerable<int> Seen(int output) => Enumerable.Range(output * axis.Stride - before, axis.Size);
        return [.. Enumerable.Range(0, outputs).Select(output => padding == Networks.Padding.Circular
            ? Seen(output).Select(pixel => WindowAxis.Wrap(pixel, pixels)).ToArray()
            : Seen(output).Where(pixel => pixel >= 0 && pixel < pixels).ToArray())];
    }
}
