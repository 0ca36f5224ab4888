namespace Ntk.Cli;

/// <summary>Eigenvalues of training kernels over their index, both logarithmic.</summary>
internal static class SpectrumFigure
{
    private const int MostPoints = 300;

    // Rounding scatters the smallest eigenvalues over many decades that say nothing.
    private const double Range = 1e-12;

    /// <summary>The training kernels of all models.</summary>
    public static string Draw(IReadOnlyList<ModelScore> models)
    {
        double[] positive = [.. models.SelectMany(model => model.Selection.Eigenvalues).Where(value => value > 0)];
        (Axis x, Axis y) = Axes(models.Max(model => model.Selection.Eigenvalues.Count), positive);
        return new ModelStyles(models).Plots(x, y, hasMarkers: false, (model, style) => LineOf(model, style, y.Minimum));
    }

    /// <summary>One spectrum with the power law of its tail.</summary>
    public static string Draw(SpectrumResult result)
    {
        double[] positive = [.. result.Values.Where(value => value > 0)];
        if (positive.Length == 0)
            return "<p>No eigenvalue is positive.</p>";
        (Axis x, Axis y) = Axes(result.Values.Count, positive);
        List<Line> lines = [new("eigenvalues", result.Kernel.Name(), Points(result.Values, y.Minimum), HasMarkers: true)];
        if (result.PowerLaw is { } law)
            lines.Add(new($"{Format.Number(law.Prefactor)} · m^−{law.Exponent:0.000}", "law", [.. ((double[])[law.First, law.Last]).Select(index => (index, law.At(index)))], HasMarkers: false));
        return $"""<div class="panels">{LinePlot.Draw($"{result.Rows} rows, {result.Precision.Name()}", x, y, lines)}</div>{LinePlot.Legend(lines)}""";
    }

    private static (Axis X, Axis Y) Axes(int count, double[] positive) => (
        new Axis("index of the eigenvalue", 1, Math.Max(2, count), IsLogarithmic: true, Html.Scientific),
        Axis.Logarithmic("eigenvalue", Math.Max(positive.Min(), positive.Max() * Range), positive.Max()));

    private static Line LineOf(ModelScore model, string style, double smallest) =>
        new(model.Network, style, Points([.. model.Selection.Eigenvalues.Reverse()], smallest), HasMarkers: false);

    /// <summary>Evenly spread over the logarithm of the index.</summary>
    private static IReadOnlyList<(double X, double Y)> Points(IReadOnlyList<double> descending, double smallest)
    {
        IEnumerable<int> indices = Enumerable.Range(0, MostPoints).Select(step => (int)Math.Round(Math.Pow(descending.Count, step / (MostPoints - 1.0)))).Distinct();
        return [.. indices.Select(index => ((double)index, descending[index - 1] >= smallest ? descending[index - 1] : double.NaN))];
    }
}
