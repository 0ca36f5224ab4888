using System.Text;

namespace Ntk.Cli;

/// <summary>The best model's worst predictions.</summary>
internal static class WorstSection
{
    public static string Write(ReportContent content)
    {
        var html = new StringBuilder("""<section id="worst"><h2>Worst predictions</h2><figure><div class="digits">""");
        foreach (WorstPicture picture in content.Worst)
        {
            WorstRow row = picture.Row;
            string label = Html.Text(content.ClassName(row.Label)), predicted = Html.Text(content.ClassName(row.Predicted));
            string image = picture.Image is null ? "" : $"""<img src="{picture.Image}" alt="row {row.SourceRow}: {label}"/>""";
            html.Append($"""<div class="digit{(row.Label == row.Predicted ? "" : " wrong")}">{image}true <b>{label}</b>, predicted <b>{predicted}</b><br/>margin {row.Margin:+0.00;−0.00}<br/>std {row.StandardDeviation:0.000}<br/>row {row.SourceRow}</div>{"\n"}""");
        }
        return html.Append($"""
            </div><figcaption>The {content.Worst.Count} test rows with the smallest margins of the best model ({ModelStyles.NameOf(content.Best)}, {Html.Text(content.Best.Network)}). The margin is the predicted score of the
            row’s class minus the largest other score, where targets differ by 1; below zero the class is wrong (framed). “std” is the predictive standard deviation of a score.</figcaption></figure></section>

            """).ToString();
    }
}
