using System.Text;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The part of a report on errors of kernels.</summary>
internal static class KernelErrorSection
{
    public static string Write(KernelErrorResult result) =>
        HtmlPage.Figure("error-depth", "Errors of kernels by depth", KernelErrorFigures.Depths(result), DepthCaption(result))
        + HtmlPage.Figure("error-distance", "Errors between near duplicates", KernelErrorFigures.Distances(result), DistanceCaption(result))
        + HtmlPage.Figure("error-format", "Errors by storage format", KernelErrorFigures.Formats(result), FormatCaption)
        + Table("error-formats", "Kernels computed in float64 and stored", FormatColumns, FormatRows(result), FormatNote)
        + Table("error-needs", "The cheapest format that suffices", ["network", "rows", "kernel", .. Ridges(result).Select(ridge => $"λ = {Html.Scientific(ridge)}")], NeedRows(result), NeedNote);

    private static string[] FormatColumns =>
        ["network", "kernel", "format", "largest error", "root mean square", "‖E‖₂ / ‖K‖₂", "whiteness", "ridge to stay definite", "ridge to keep a digit", "condition to keep a digit"];

    private const string FormatCaption =
        "The norm of the errors, relative to the kernel’s, against the bits of the format. Where the arithmetic’s own errors are smaller than those of rounding, they fall by half with each bit. The dashed line is the unit roundoff.";

    private const string FormatNote =
        "Errors are relative to √(v(x,x)·v(x′,x′)). Whiteness is ‖E‖₂/(2σ√m): 1 where errors are independent with mean zero, √m/2 where they have rank 1. Ridges are relative to the mean of the "
        + "diagonal; the matrix is sure to stay positive definite from λ_min + λ = ‖E‖₂ on, and solutions keep a digit from ten times that on.";

    private const string NeedNote =
        "The format of fewest bits with which solutions of the kernel with a ridge are off by at most a tenth of their length. Ridges are relative to the mean of the diagonal. The norm of errors grows with the number of "
        + "rows, by its root where they are white.";

    private static string DepthCaption(KernelErrorResult result) =>
        $"The largest error of an entry, relative to √(v(x,x)·v(x′,x′)), against kernels in double-double. Over all depths: {LargestOf(result, Precision.Float64)} in float64, {LargestOf(result, Precision.Float32)} in float32.";

    private static string LargestOf(KernelErrorResult result, Precision precision) =>
        Html.Scientific(result.Depths.Where(point => point.Precision == precision).Max(point => point.Errors.Largest));

    private static string DistanceCaption(KernelErrorResult result)
    {
        double Worst(KernelMethod method) => result.Distances.Where(point => point is { Kernel: KernelKind.Ntk, Precision: Precision.Float32 } && point.Method == method).Max(point => point.Largest);
        return "The largest error of an entry of two inputs at a relative distance. The textbook’s formula takes the angle from q₁q₂ − K², which cancels: "
            + $"in float32 its NTK is off by up to {Html.Scientific(Worst(KernelMethod.Textbook))}, the engine’s by up to {Html.Scientific(Worst(KernelMethod.Engine))}. Errors of zero are not drawn.";
    }

    private static IEnumerable<string[]> FormatRows(KernelErrorResult result) => result.Formats.Where(point => point.Precision == Precision.Float64).Select(point => (string[])
        [point.Network, point.Kernel.Name(), point.Format, .. Cells(point.Errors, point.Need)]);

    private static string[] Cells(KernelErrors? errors, StorageNeed? need) => errors is null || need is null
        ? ["beyond its range", "", "", "", "", "", ""]
        :
        [
            Html.Scientific(errors.Largest), Html.Scientific(errors.RootMeanSquare), Html.Scientific(errors.RelativeNorm), errors.Whiteness.ToString("0.00"),
            Html.Scientific(need.DefiniteRidge), Html.Scientific(need.UsableRidge), Html.Scientific(need.UsableCondition),
        ];

    private static IEnumerable<double> Ridges(KernelErrorResult result) => result.Needs.Select(need => need.Ridge).Distinct();

    private static IEnumerable<string[]> NeedRows(KernelErrorResult result) => result.Needs.GroupBy(need => (need.Network, need.Rows, need.Kernel))
        .Select(kernel => (string[])[kernel.Key.Network, $"{kernel.Key.Rows}", kernel.Key.Kernel.Name(), .. kernel.Select(need => need.Format ?? "none")]);

    private static string Table(string id, string title, IEnumerable<string> columns, IEnumerable<string[]> rows, string note)
    {
        var html = new StringBuilder($"""<section id="{id}"><h2>{title}</h2><div class="scroll"><table><thead><tr>""");
        html.Append(string.Concat(columns.Select(name => $"<th>{Html.Text(name)}</th>"))).Append("</tr></thead><tbody>\n");
        foreach (string[] row in rows)
            html.Append($"<tr>{string.Concat(row.Select(cell => $"<td>{Html.Text(cell)}</td>"))}</tr>\n");
        return html.Append($"""</tbody></table></div><p class="note">{Html.Text(note)}</p></section>{"\n"}""").ToString();
    }
}
