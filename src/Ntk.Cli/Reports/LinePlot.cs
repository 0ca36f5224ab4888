using System.Text;

namespace Ntk.Cli;

/// <summary>One line of a plot.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Style">Classes of the style sheet.</param>
/// <param name="Points">Where it goes; NaN interrupts it.</param>
/// <param name="HasMarkers">Whether each point has a dot.</param>
/// <param name="IsSecondary">Whether its markers are larger and hollow, so that a line that covers it leaves them visible.</param>
/// <param name="Highlight">A point with a ring; null for none.</param>
internal sealed record Line(string Name, string Style, IReadOnlyList<(double X, double Y)> Points, bool HasMarkers, bool IsSecondary = false, (double X, double Y)? Highlight = null);

/// <summary>Draws lines over two axes, as SVG that takes its colours from the page.</summary>
internal static class LinePlot
{
    private const double Width = 480, Height = 320, Left = 58, Right = 14, Top = 34, Bottom = 48;

    public static string Draw(string title, Axis x, Axis y, IReadOnlyList<Line> lines)
    {
        var svg = new StringBuilder();
        svg.Append($"""<svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Text(title)}"><text class="plot-title" x="{Left}" y="18">{Html.Text(title)}</text>""");
        DrawAxes(svg, x, y);
        foreach (Line line in lines)
            DrawLine(svg, line, x, y);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>A legend of lines, for the caption of several plots.</summary>
    public static string Legend(IEnumerable<Line> lines)
    {
        var html = new StringBuilder("""<p class="legend">""");
        foreach (Line line in lines)
        {
            string marker = line.HasMarkers ? """<circle class="marker" cx="14" cy="6" r="3"/>""" : "";
            html.Append($"""<span><svg viewBox="0 0 28 12" class="key {line.Style}"><path class="line" d="M0 6H28"/>{marker}</svg>{Html.Text(line.Name)}</span>""");
        }
        return html.Append("</p>").ToString();
    }

    private static double Across(Axis axis, double value) => Left + axis.Place(value) * (Width - Left - Right);

    private static double Down(Axis axis, double value) => Height - Bottom - axis.Place(value) * (Height - Top - Bottom);

    private static void DrawAxes(StringBuilder svg, Axis x, Axis y)
    {
        double bottom = Height - Bottom, right = Width - Right;
        foreach ((double value, string text) in y.Ticks())
        {
            string at = Html.Coordinate(Down(y, value));
            svg.Append($"""<path class="grid" d="M{Left} {at}H{right}"/><text class="tick" x="{Left - 7}" y="{at}" dy="0.35em" text-anchor="end">{Html.Text(text)}</text>""");
        }
        foreach ((double value, string text) in x.Ticks())
        {
            string at = Html.Coordinate(Across(x, value));
            svg.Append($"""<path class="axis" d="M{at} {bottom}v4"/><text class="tick" x="{at}" y="{bottom + 17}" text-anchor="middle">{Html.Text(text)}</text>""");
        }
        svg.Append($"""<path class="axis" d="M{Left} {bottom}H{right}"/>""");
        svg.Append($"""<text class="label" x="{Html.Coordinate((Left + right) / 2)}" y="{Height - 10}" text-anchor="middle">{Html.Text(x.Label)}</text>""");
        svg.Append($"""<text class="label" transform="translate(14 {Html.Coordinate((Top + bottom) / 2)}) rotate(-90)" text-anchor="middle">{Html.Text(y.Label)}</text>""");
    }

    private static void DrawLine(StringBuilder svg, Line line, Axis x, Axis y)
    {
        svg.Append($"""<g class="{line.Style}"><title>{Html.Text(line.Name)}</title><path class="line" d="{Path(line, x, y)}"/>""");
        if (line.HasMarkers)
        {
            foreach ((double X, double Y) point in line.Points.Where(point => double.IsFinite(point.Y)))
                svg.Append($"""<circle class="marker" cx="{Html.Coordinate(Across(x, point.X))}" cy="{Html.Coordinate(Down(y, point.Y))}" r="{(line.IsSecondary ? "4.4" : "2.6")}"/>""");
        }
        if (line.Highlight is { } chosen)
            svg.Append($"""<circle class="ring" cx="{Html.Coordinate(Across(x, chosen.X))}" cy="{Html.Coordinate(Down(y, chosen.Y))}" r="8"/>""");
        svg.Append("</g>");
    }

    private static string Path(Line line, Axis x, Axis y)
    {
        var path = new StringBuilder();
        bool isDown = false;
        foreach ((double X, double Y) point in line.Points)
        {
            if (double.IsFinite(point.Y))
                path.Append($"{(isDown ? 'L' : 'M')}{Html.Coordinate(Across(x, point.X))} {Html.Coordinate(Down(y, point.Y))}");
            isDown = double.IsFinite(point.Y);
        }
        return path.ToString();
    }
}
