using System.Text;

namespace Ntk.Cli;

/// <summary>The report of a study.</summary>
internal static class StudyPage
{
    /// <param name="title">What was studied, on which data.</param>
    /// <param name="outcome">What came out.</param>
    /// <param name="seconds">How long it took.</param>
    /// <summary>The whole page.</summary>
    public static string Write(string title, StudyOutcome outcome, double seconds)
    {
        var body = new StringBuilder($"""<p class="lead">{Html.Text(outcome.Finding.ToString())}</p>{"\n"}""");
        foreach (StudyTable table in outcome.Tables)
            body.Append(table.ToHtml());
        foreach (string figure in outcome.Figures)
            body.Append(figure);
        body.Append(SetupSection.Write(outcome.Facts, seconds, [.. outcome.Networks]));
        return HtmlPage.Write(title, body.ToString());
    }
}
