using System.Text;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>The report of one spectrum.</summary>
internal static class SpectrumReport
{
    private const int Shown = 20;

    public static string Write(SpectrumResult result, SpectrumSettings settings, string dataName)
    {
        var body = new StringBuilder($"""<p class="lead">{Lead(result)}</p>{"\n"}""");
        body.Append($"""<section id="results"><h2>Results</h2>{HtmlPage.Facts(result.Facts())}</section>{"\n"}""");
        body.Append(HtmlPage.Figure("spectrum", "Eigenvalue spectrum", SpectrumFigure.Draw(result), Caption(result)));
        body.Append(Values(result));
        body.Append(SetupSection.Write([("data", $"{dataName}: {result.Rows} rows, {Format.Input(result.InputShape)}")], result.Seconds, ("the network", settings.Network)));
        return HtmlPage.Write($"Spectrum of the {Name(result.Kernel)} on {dataName}", body.ToString());
    }

    private static string Name(KernelKind kernel) => kernel == KernelKind.Nngp ? "NNGP kernel" : "NTK";

    private static string Lead(SpectrumResult result) => result.PowerLaw is { } law
        ? $"The eigenvalues of {result.Rows} rows fall like <i>m</i><sup>−{law.Exponent:0.000}</sup> (± {law.StandardError:0.000}) from index {law.First} to {law.Last}; the condition number is {Html.Scientific(result.Condition)}."
        : $"The kernel of {result.Rows} rows has the condition number {Html.Scientific(result.Condition)}.";

    private static string Caption(SpectrumResult result) =>
        $"Eigenvalues of the kernel without a ridge, the largest first{(result.Method == SpectrumMethod.Lanczos ? $"; of {result.Rows}, the {result.Values.Count} largest" : "")}. "
        + (result.PowerLaw is { } law ? $"The line is the power law fitted by least squares of logarithms to the indices {law.First} to {law.Last}. " : "")
        + $"Eigenvalues below n·ε·λ<sub>max</sub> = {Html.Scientific(result.NoiseFloor)} are rounding errors and take no part; those that rounding leaves at zero or below are not drawn.";

    private static string Values(SpectrumResult result)
    {
        var html = new StringBuilder("""<section id="values"><h2>Eigenvalues</h2><div class="scroll"><table><thead><tr><th class="number"></th>""");
        html.Append(string.Concat(result.Columns().Select(name => $"""<th class="number">{name}</th>"""))).Append("</tr></thead><tbody>\n");
        foreach (string[] row in result.TableRows(Shown))
            html.Append($"<tr>{string.Concat(row.Select(cell => $"""<td class="number">{Html.Text(cell)}</td>"""))}</tr>\n");
        return html.Append("</tbody></table></div></section>\n").ToString();
    }
}
