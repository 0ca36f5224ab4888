using System.Text;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>The page of a run: plots of how costs grow, and all tables.</summary>
internal static class SuitePage
{
    // As many as the style sheet has colours for.
    private const int Colours = 6;

    public static string Write(SuiteResults results)
    {
        var body = new StringBuilder($"""<p class="lead">{Html.Text(Lead(results))}</p>{"\n"}""");
        if (results.Scalings.Count > 0)
            body.Append(HtmlPage.Figure("scaling", "How costs grow", ScalingPlots(results.Scalings), "Median times; the dashed lines are the power laws fitted by least squares of logarithms, whose exponents the legend has with their standard errors."));
        foreach (TextTable table in SuiteText.Tables(results))
            body.Append(Table(table));
        body.Append($"""<section id="setup"><h2>How this was made</h2>{HtmlPage.Facts(Facts(results))}</section>{"\n"}""");
        return HtmlPage.Write("Benchmarks of Ntk", body.ToString());
    }

    /// <summary>A page of a comparison.</summary>
    public static string Write(Comparison comparison) => HtmlPage.Write(
        "Benchmarks of Ntk, two runs",
        $"""
        <p class="lead">{Html.Text(ComparisonText.Summary(comparison))}.</p>
        {Table(ComparisonText.Table(comparison))}<section id="setup"><h2>The runs</h2>{HtmlPage.Facts([("first", SuiteText.Machine(comparison.First)), ("second", SuiteText.Machine(comparison.Second))])}<p class="note">{Html.Text(ComparisonText.Limits(comparison))}</p></section>

        """);

    private static string Lead(SuiteResults results) =>
        $"{results.Measurements.Count} figures, each beside what the machine could do at most, measured in the same run{(results.Peers is { } peers ? $"; {peers.Peer.Name} {peers.Peer.Version} on the same inputs" : "")}.";

    private static string ScalingPlots(IReadOnlyList<Scaling> scalings)
    {
        var html = new StringBuilder();
        foreach (IGrouping<string, Scaling> plot in scalings.GroupBy(scaling => scaling.Variable))
        {
            Scaling[] series = [.. plot];
            double[] x = [.. series.SelectMany(scaling => scaling.Points).Select(point => point.X)], y = [.. series.SelectMany(scaling => scaling.Points).Select(point => point.Seconds)];
            Axis across = Axis.Logarithmic(plot.Key, x.Min(), x.Max()), upwards = Axis.Logarithmic("seconds", y.Min(), y.Max());
            Line[] points = [.. series.Select((scaling, index) => new Line(
                $"{scaling.Name}: {scaling.Exponent:F2} ± {scaling.StandardError:F2}", $"network{index % Colours}", [.. scaling.Points.Select(point => (point.X, point.Seconds))], HasMarkers: true))];
            IEnumerable<Line> laws = series.Select(scaling => new Line(
                "power law", "law", [.. ((double[])[scaling.Points[0].X, scaling.Points[^1].X]).Select(at => (at, scaling.At(at)))], HasMarkers: false));
            html.Append($"""<div>{LinePlot.Draw($"seconds against {plot.Key}", across, upwards, [.. laws, .. points])}{LinePlot.Legend(points)}</div>""");
        }

        return $"""<div class="panels">{html}</div>""";
    }

    private static string Table(TextTable table)
    {
        string head = string.Concat(table.Columns.Select(name => $"<th>{Html.Text(name)}</th>"));
        string rows = string.Concat(table.Rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{Html.Text(cell)}</td>"))}</tr>\n"));
        return $"""<section><h2>{Html.Text(table.Title)}</h2><p class="note">{Html.Text(table.Caption)}</p><div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>{"\n"}""";
    }

    private static IEnumerable<(string Name, string? Value)> Facts(SuiteResults results) =>
    [
        ("date", results.Date.ToString("yyyy-MM-dd HH:mm 'UTC'")),
        ("ntk", results.Commit),
        .. SetupSection.Of(results.Machine),
        ("linear algebra", results.Library),
        ("sizes", results.IsQuick ? "small (--quick)" : "full"),
    ];
}
