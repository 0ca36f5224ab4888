using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Validation accuracy against the ridge, one plot a network.</summary>
internal static class RidgeFigure
{
    public static string Draw(IReadOnlyList<ModelScore> models)
    {
        double[] accuracies = [.. models.SelectMany(model => model.Ridges).Select(point => point.Accuracy).OfType<double>()];
        var y = Axis.Linear("validation accuracy", accuracies.Min(), accuracies.Max(), value => value.ToString("0.## %"));
        double[] ridges = [.. models.SelectMany(model => model.Ridges).Select(point => point.Ridge)];
        var x = Axis.Logarithmic("ridge, relative to the mean of the kernel’s diagonal", ridges.Min(), ridges.Max());
        string plots = string.Concat(models.GroupBy(model => model.Network).Select(group => LinePlot.Draw(group.Key, x, y, [.. group.Select(LineOf)])));
        return $"""<div class="panels">{plots}</div>{LinePlot.Legend(ModelStyles.LegendOf(models).Select(line => line with { HasMarkers = true }))}""";
    }

    private static Line LineOf(ModelScore model) => new(
        ModelStyles.NameOf(model), ModelStyles.Of(model), [.. model.Ridges.Select(point => (point.Ridge, point.Accuracy ?? double.NaN))], HasMarkers: true,
        (model.Ridge, model.ValidationAccuracy));
}

/// <summary>The eigenvalues of the training kernels, one plot a network.</summary>
internal static class SpectrumFigure
{
    private const int MostPoints = 300;

    public static string Draw(IReadOnlyList<ModelScore> models)
    {
        double[] positive = [.. models.SelectMany(model => model.Selection.Eigenvalues).Where(value => value > 0)];
        var x = Axis.Logarithmic("index of the eigenvalue", 1, models.Max(model => model.Selection.Eigenvalues.Count));
        // Rounding scatters the smallest eigenvalues over many decades that say nothing.
        var y = Axis.Logarithmic("eigenvalue", Math.Max(positive.Min(), positive.Max() * 1e-12), positive.Max());
        string plots = string.Concat(models.GroupBy(model => model.Network).Select(group => LinePlot.Draw(group.Key, x, y, [.. group.Select(model => LineOf(model, y.Minimum))])));
        return $"""<div class="panels">{plots}</div>{LinePlot.Legend(ModelStyles.LegendOf(models))}""";
    }

    private static Line LineOf(ModelScore model, double smallest)
    {
        IReadOnlyList<double> ascending = model.Selection.Eigenvalues;
        IEnumerable<int> indices = Enumerable.Range(0, MostPoints).Select(step => (int)Math.Round(Math.Pow(ascending.Count, step / (MostPoints - 1.0)))).Distinct();
        return new(
            ModelStyles.NameOf(model), ModelStyles.Of(model),
            [.. indices.Select(index => (Index: index, Value: ascending[^index])).Select(pair => ((double)pair.Index, pair.Value >= smallest ? pair.Value : double.NaN))], HasMarkers: false);
    }
}

/// <summary>One look for each kernel and precision, in all figures.</summary>
internal static class ModelStyles
{
    public static string Of(ModelScore model) => $"{model.Kernel.Name()} {model.Precision.Name()}";

    public static string NameOf(ModelScore model) => $"{KernelName(model.Kernel)}, {model.Precision.Name()}";

    public static string KernelName(KernelKind kind) => kind == KernelKind.Nngp ? "NNGP" : "NTK";

    public static IEnumerable<Line> LegendOf(IEnumerable<ModelScore> models) =>
        models.DistinctBy(Of).OrderBy(model => model.Kernel).ThenByDescending(model => model.Precision).Select(model => new Line(NameOf(model), Of(model), [], HasMarkers: false));
}
