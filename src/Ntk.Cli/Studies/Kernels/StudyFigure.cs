using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Figures that studies of kernels share.</summary>
internal static class StudyFigure
{
    // As many as the style sheet has colours for.
    private const int NetworkColours = 6;

    /// <summary>Accuracies further below the best are left out: they would flatten all differences that matter.</summary>
    private const double Range = 0.3;

    /// <summary>The colour of a network.</summary>
    public static string StyleOf(int network, Precision precision = Precision.Float64) => $"network{network % NetworkColours} {precision.Name()}";

    /// <summary>The colour of a kernel.</summary>
    public static string StyleOf(KernelKind kernel) => $"{kernel.Name()} {Precision.Float64.Name()}";

    /// <summary>Several plots with one legend; title and caption are any text.</summary>
    public static string Panels(string id, string title, IEnumerable<string> plots, IEnumerable<Line> legend, string caption) =>
        HtmlPage.Figure(id, Html.Text(title), $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""", Html.Text(caption));

    /// <summary>An axis of accuracies.</summary>
    public static Axis AccuracyAxis(string label, IEnumerable<double> accuracies)
    {
        double[] known = [.. accuracies.Where(double.IsFinite).DefaultIfEmpty(0)];
        return Axis.Linear(label, Math.Max(known.Min(), known.Max() - Range), known.Max(), value => value.ToString("0.## %"));
    }

    /// <summary>A line that leaves out what an axis does not show.</summary>
    public static Line Within(Axis y, string name, string style, IEnumerable<(double X, double Y)> points, (double X, double Y)? highlight = null, bool isSecondary = false) => new(
        name, style, [.. points.Select(point => point.Y >= y.Minimum && point.Y <= y.Maximum ? point : (point.X, double.NaN))], HasMarkers: true, isSecondary,
        highlight is { } chosen && chosen.Y >= y.Minimum && chosen.Y <= y.Maximum ? chosen : null);

    /// <summary>The legend of both kernels.</summary>
    public static IEnumerable<Line> Kernels() =>
        ((KernelKind[])[KernelKind.Nngp, KernelKind.Ntk]).Select(kernel => new Line(ModelStyles.KernelName(kernel), StyleOf(kernel), [], HasMarkers: true));
}
