namespace Ntk.Cli;

/// <summary>Validation accuracy against the ridge.</summary>
internal static class RidgeFigure
{
    /// <summary>Accuracies further below the best are left out: they would flatten all differences that matter.</summary>
    public const double Range = 0.15;

    public static string Draw(IReadOnlyList<ModelScore> models)
    {
        double[] accuracies = [.. models.SelectMany(model => model.Ridges).Select(point => point.Accuracy).OfType<double>()];
        double lowest = Math.Max(accuracies.Min(), accuracies.Max() - Range);
        var y = Axis.Linear("validation accuracy", lowest, accuracies.Max(), value => value.ToString("0.## %"));
        double[] ridges = [.. models.SelectMany(model => model.Ridges).Select(point => point.Ridge)];
        var x = Axis.Logarithmic("ridge, relative to the mean of the kernel’s diagonal", ridges.Min(), ridges.Max());
        return new ModelStyles(models).Plots(x, y, hasMarkers: true, (model, style) => new(
            model.Network, style, [.. model.Ridges.Select(point => (point.Ridge, point.Accuracy is { } accuracy && accuracy >= y.Minimum ? accuracy : double.NaN))], HasMarkers: true,
            model.Precision == Precision.Float32, model.ValidationAccuracy >= y.Minimum ? (model.Ridge, model.ValidationAccuracy) : null));
    }
}
