namespace Ntk.Cli;

/// <summary>The eigenvalues of the training kernels.</summary>
internal static class SpectrumFigure
{
    private const int MostPoints = 300;

    public static string Draw(IReadOnlyList<ModelScore> models)
    {
        double[] positive = [.. models.SelectMany(model => model.Selection.Eigenvalues).Where(value => value > 0)];
        var x = new Axis("index of the eigenvalue", 1, Math.Max(2, models.Max(model => model.Selection.Eigenvalues.Count)), IsLogarithmic: true, Html.Scientific);
        // Rounding scatters the smallest eigenvalues over many decades that say nothing.
        var y = Axis.Logarithmic("eigenvalue", Math.Max(positive.Min(), positive.Max() * 1e-12), positive.Max());
        return new ModelStyles(models).Plots(x, y, hasMarkers: false, (model, style) => LineOf(model, style, y.Minimum));
    }

    private static Line LineOf(ModelScore model, string style, double smallest)
    {
        IReadOnlyList<double> ascending = model.Selection.Eigenvalues;
        IEnumerable<int> indices = Enumerable.Range(0, MostPoints).Select(step => (int)Math.Round(Math.Pow(ascending.Count, step / (MostPoints - 1.0)))).Distinct();
        return new(
            model.Network, style,
            [.. indices.Select(index => (Index: index, Value: ascending[^index])).Select(pair => ((double)pair.Index, pair.Value >= smallest ? pair.Value : double.NaN))], HasMarkers: false);
    }
}
