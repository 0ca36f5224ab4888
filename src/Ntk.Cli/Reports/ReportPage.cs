using System.Text;

namespace Ntk.Cli;

/// <summary>The report of a comparison.</summary>
internal static class ReportPage
{
    public static string Write(ReportContent content)
    {
        string title = $"Infinitely wide networks on {content.DataName}";
        var page = new StringBuilder();
        page.Append($"{Lead(content)}\n{ResultsSection.Write(content)}");
        page.Append(HtmlPage.Figure(
            "ridge", "Accuracy against the ridge", RidgeFigure.Draw(content.Models),
            $"Each kernel was fitted with {content.Models[0].Ridges.Count} ridges and compared on validation rows: {content.ValidationRows} of {content.TrainRows + content.ValidationRows} rows, or of as many as the table says. A ring marks the ridge chosen: the largest of the most accurate. Where both precisions agree, float32 shows as circles around the dots of float64. A line ends where the kernel with the ridge is too ill-conditioned to solve with in its precision{(content.HasLowAccuracies ? $", or the accuracy is more than {100 * RidgeFigure.Range:0} percentage points below the best" : "")}."));
        page.Append(HtmlPage.Figure(
            "gram", "Gram matrices, ordered by class", $"""<div class="panels{(content.HeatMaps.Count == 3 ? " three" : "")}">{string.Concat(content.HeatMaps.Select(map => map.Draw(content.ClassNames)))}</div>""",
            $"Correlations <i>K</i>(<i>x</i>, <i>x</i>′) / √(<i>K</i>(<i>x</i>, <i>x</i>) <i>K</i>(<i>x</i>′, <i>x</i>′)) between training rows, ordered by class and averaged over squares of pixels. Blocks on the diagonal are classes whose rows resemble each other more than those of other classes."));
        page.Append(HtmlPage.Figure(
            "spectrum", "Eigenvalue spectrum", SpectrumFigure.Draw(content.Models),
            $"Eigenvalues of the kernels of the rows that ridges were fitted to, the largest first. Where a dashed line leaves its solid one, float32 no longer resolves the spectrum; eigenvalues that rounding leaves at zero or below are not drawn."));
        page.Append(WorstSection.Write(content)).Append(SetupSection.Write(content));
        return HtmlPage.Write(title, page.ToString());
    }

    private static string Lead(ReportContent content)
    {
        ModelScore best = content.Best;
        return $"""
            <p class="lead">Of {content.Models.Count} models, the {ModelStyles.KernelName(best.Kernel)} of the network “{Html.Text(best.Network)}” in {best.Precision.Name()} has the best validation accuracy,
            {Html.Percent(best.ValidationAccuracy)}; it classifies {Html.Percent(best.TestAccuracy)} of {content.TestRows} test rows correctly.</p>
            """;
    }
}
