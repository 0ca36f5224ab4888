using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>
/// One look for each model, in all figures: of one network, a colour for each kernel; of several, a plot for each kernel and a colour for each network.
/// </summary>
internal sealed class ModelStyles(IReadOnlyList<ModelScore> models)
{
    // As many as the style sheet has colours for.
    private const int NetworkColours = 6;

    private readonly List<string> networks = [.. models.Select(model => model.Network).Distinct()];

    private bool IsComparison => networks.Count > 1;

    public static string KernelName(KernelKind kind) => kind == KernelKind.Nngp ? "NNGP" : "NTK";

    public static string NameOf(ModelScore model) => $"{KernelName(model.Kernel)}, {model.Precision.Name()}";

    /// <summary>Classes of the style sheet.</summary>
    public string Of(ModelScore model) => $"{(IsComparison ? $"network{networks.IndexOf(model.Network) % NetworkColours}" : model.Kernel.Name())} {model.Precision.Name()}";

    /// <summary>One plot for each network, or for each kernel of several networks, and their legend.</summary>
    /// <param name="x">The axis across.</param>
    /// <param name="y">The axis upwards.</param>
    /// <param name="hasMarkers">Whether lines have dots.</param>
    /// <param name="lineOf">Draws a model, given its look.</param>
    public string Plots(Axis x, Axis y, bool hasMarkers, Func<ModelScore, string, Line> lineOf)
    {
        IEnumerable<string> plots = models.GroupBy(model => IsComparison ? KernelName(model.Kernel) : Html.Shortened(model.Network)).OrderBy(plot => plot.First().Kernel)
            .Select(plot => LinePlot.Draw(plot.Key, x, y, [.. plot.Select(model => lineOf(model, Of(model)))]));
        IEnumerable<Line> legend = models.DistinctBy(Of).OrderBy(model => networks.IndexOf(model.Network)).ThenBy(model => model.Kernel).ThenByDescending(model => model.Precision)
            .Select(model => new Line(IsComparison ? $"{Html.Shortened(model.Network)}, {model.Precision.Name()}" : NameOf(model), Of(model), [], hasMarkers));
        return $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""";
    }
}
