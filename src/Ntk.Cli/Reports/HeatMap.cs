using System.Numerics;
using System.Text;
using Ntk.Engine.Gram;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>A kernel matrix as a picture: correlations of the rows ordered by class, averaged over squares.</summary>
/// <param name="Kernel">Which kernel.</param>
/// <param name="Network">Of which network.</param>
/// <param name="Side">Pixels a side.</param>
/// <param name="Correlations">Side × side.</param>
/// <param name="ClassStarts">Where each class begins, as a share of a side; and 1 at the end.</param>
internal sealed record HeatMap(KernelKind Kernel, string Network, int Side, double[] Correlations, IReadOnlyList<double> ClassStarts)
{
    private const int LargestSide = 400;
    private const int LongestClassName = 3;
    private const double Size = 400, Left = 40, Top = 34, Bottom = 66, BarHeight = 10;

    /// <summary>Averages <c>M_ij/√(M_ii·M_jj)</c>.</summary>
    public static HeatMap Of<T>(KernelKind kernel, string network, GramMatrix<T> matrix, int[] labels, int classCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] order = [.. Enumerable.Range(0, matrix.Rows).OrderBy(row => labels[row])];
        double[] scales = [.. order.Select(row => 1 / Math.Sqrt(double.CreateTruncating(matrix[row, row])))];
        int side = Math.Min(LargestSide, matrix.Rows);
        var sums = new double[side * side];
        var counts = new int[side * side];
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<T> row = matrix.Row(order[i]);
            int line = (int)((long)i * side / order.Length) * side;
            for (int j = 0; j < order.Length; j++)
            {
                int pixel = line + (int)((long)j * side / order.Length);
                sums[pixel] += double.CreateTruncating(row[order[j]]) * scales[i] * scales[j];
                counts[pixel]++;
            }
        }
        double[] starts = [.. Enumerable.Range(0, classCount + 1).Select(label => labels.Count(other => other < label) / (double)labels.Length)];
        return new(kernel, network, side, [.. sums.Select((sum, pixel) => sum / counts[pixel])], starts);
    }

    /// <summary>Draws it.</summary>
    /// <param name="classNames">The names of the classes; empty for their numbers.</param>
    public string Draw(IReadOnlyList<string> classNames)
    {
        // The few brightest pixels, on the diagonal, would leave little of the scale to the rest.
        double[] sorted = [.. Correlations.Where(double.IsFinite).Order()];
        (double lowest, double highest) = sorted.Length == 0 ? (0, 1) : (sorted[0], sorted[(int)((sorted.Length - 1) * 0.995)]);
        double range = Math.Max(highest - lowest, 1e-12);
        byte[] pixels = [.. Correlations.Select(value => (byte)Math.Clamp((value - lowest) / range * (Palette.Size - 1), 0, Palette.Size - 1))];
        string title = $"{(Kernel == KernelKind.Nngp ? "NNGP" : "NTK")} · {Html.Shortened(Network)}";

        var svg = new StringBuilder();
        svg.Append($"""<svg class="plot" viewBox="0 0 {Left + Size + 14} {Top + Size + Bottom}" role="img" aria-label="{Html.Text($"Heat map of {title}")}"><text class="plot-title" x="{Left}" y="18">{Html.Text(title)}</text>""");
        svg.Append($"""<image class="pixels" x="{Left}" y="{Top}" width="{Size}" height="{Size}" href="{Png.DataUri(pixels, Side, Side, Palette.Bytes)}"/>""");
        bool areShort = classNames.All(name => name.Length <= LongestClassName);
        for (int label = 0; label + 1 < ClassStarts.Count; label++)
            DrawClass(svg, ClassStarts[label], ClassStarts[label + 1], areShort && label < classNames.Count ? classNames[label] : label.ToString());
        DrawBar(svg, lowest, highest);
        return svg.Append("</svg>").ToString();
    }

    private static void DrawClass(StringBuilder svg, double start, double end, string name)
    {
        double middle = (start + end) / 2 * Size;
        svg.Append($"""<text class="tick" x="{Left - 8}" y="{Html.Coordinate(Top + middle)}" dy="0.35em" text-anchor="end">{Html.Text(name)}</text>""");
        svg.Append($"""<text class="tick" x="{Html.Coordinate(Left + middle)}" y="{Top + Size + 15}" text-anchor="middle">{Html.Text(name)}</text>""");
        if (start > 0)
            svg.Append($"""<path class="axis" d="M{Left - 5} {Html.Coordinate(Top + start * Size)}h5M{Html.Coordinate(Left + start * Size)} {Top + Size}v5"/>""");
    }

    private static void DrawBar(StringBuilder svg, double lowest, double highest)
    {
        const int steps = 64;
        double y = Top + Size + 30;
        for (int step = 0; step < steps; step++)
            svg.Append($"""<rect x="{Html.Coordinate(Left + Size * step / steps)}" y="{y}" width="{Html.Coordinate(Size / steps + 0.5)}" height="{BarHeight}" fill="{Palette.Css((step + 0.5) / steps)}"/>""");
        svg.Append($"""<text class="tick" x="{Left}" y="{y + 24}">{lowest:0.00}</text><text class="label" x="{Left + Size / 2}" y="{y + 24}" text-anchor="middle">correlation</text>""");
        svg.Append($"""<text class="tick" x="{Left + Size}" y="{y + 24}" text-anchor="end">{highest:0.00}</text>""");
    }
}
