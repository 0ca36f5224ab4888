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
        string plots = string.Concat(models.GroupBy(model => model.Network).Select(group => LinePlot.Draw(Html.Shortened(group.Key), x, y, [.. group.Select(LineOf)])));
        return $"""<div class="panels">{plots}</div>{LinePlot.Legend(ModelStyles.LegendOf(models).Select(line => line with { HasMarkers = true }))}""";
    }

    private static Line LineOf(ModelScore model) => new(
        ModelStyles.NameOf(model), ModelStyles.Of(model), [.. model.Ridges.Select(point => (point.Ridge, point.Accuracy ?? double.NaN))], HasMarkers: true,
        model.Precision == Precision.Float32, (model.Ridge, model.ValidationAccuracy));
}
