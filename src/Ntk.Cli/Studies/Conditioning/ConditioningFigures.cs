using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Plots of condition numbers and spectra.</summary>
internal static class ConditioningFigures
{
    // Rounding scatters the smallest eigenvalues over decades that say nothing.
    private const double SpectrumRange = 1e-14;

    public static string Conditions(IReadOnlyList<KernelCondition> kernels, StudyPlan plan)
    {
        double[] conditions = [.. kernels.SelectMany(kernel => kernel.Points).Select(point => point.Condition).Where(double.IsFinite)];
        if (conditions.Length == 0)
            return "";
        double[] rows = [.. kernels.SelectMany(kernel => kernel.Points).Select(point => (double)point.Rows)];
        Axis x = Axis.Logarithmic("rows", rows.Min(), rows.Max()), y = Axis.Logarithmic("condition number", conditions.Min(), conditions.Max());
        return ByKernel("conditions", "Condition numbers as rows are added", x, y, kernels, plan, kernel => kernel.Points.Select(point => ((double)point.Rows, point.Condition)), "Without a ridge; geometric means over disjoint sets of rows.");
    }

    public static string Spectra(IReadOnlyList<KernelCondition> kernels, StudyPlan plan)
    {
        double largest = kernels.Max(kernel => kernel.Eigenvalues[0]);
        double smallest = kernels.SelectMany(kernel => kernel.Eigenvalues).Where(value => value > largest * SpectrumRange).Min();
        Axis x = new("index of the eigenvalue", 1, Math.Max(2, kernels.Max(kernel => kernel.Eigenvalues.Count)), IsLogarithmic: true, Html.Scientific);
        return ByKernel(
            "spectra", "Spectra of the most rows", x, Axis.Logarithmic("eigenvalue", smallest, largest), kernels, plan, kernel => kernel.Eigenvalues.Select((value, index) => (index + 1.0, value)),
            "The number of rows can differ from network to network.", hasMarkers: false);
    }

    public static string Ratios(IReadOnlyList<ConditionRatio> ratios, int pixels)
    {
        double[] values = [.. ratios.Select(ratio => ratio.Ratio), pixels, 1], rows = [.. ratios.Select(ratio => (double)ratio.Rows)];
        Axis x = Axis.Logarithmic("rows", rows.Min(), rows.Max()), y = Axis.Logarithmic("ratio of condition numbers", values.Min(), values.Max());
        Line[] lines =
        [
            .. ratios.GroupBy(ratio => ratio.Kernel).Select(kind => StudyFigure.Within(y, ModelStyles.KernelName(kind.Key), StudyFigure.StyleOf(kind.Key), kind.Select(ratio => ((double)ratio.Rows, ratio.Ratio)))),
            new($"P = {pixels} pixels", "law", [(x.Minimum, pixels), (x.Maximum, pixels)], HasMarkers: false),
        ];
        return StudyFigure.Panels("ratios", "With a global pool over without", [LinePlot.Draw("ratio of condition numbers", x, y, lines)], lines, "Geometric means over pairs of networks.");
    }

    private static string ByKernel(
        string id, string title, Axis x, Axis y, IReadOnlyList<KernelCondition> kernels, StudyPlan plan, Func<KernelCondition, IEnumerable<(double X, double Y)>> points, string caption, bool hasMarkers = true)
    {
        Line LineOf(KernelCondition kernel) =>
            StudyFigure.Within(y, kernel.Network, StudyFigure.StyleOf(ConditioningTables.PlaceOf(kernel, plan), kernel.Precision), points(kernel)) with { HasMarkers = hasMarkers };
        return StudyFigure.Panels(
            id, title, kernels.GroupBy(kernel => kernel.Kernel).Select(kind => LinePlot.Draw(ModelStyles.KernelName(kind.Key), x, y, [.. kind.Select(LineOf)])),
            kernels.DistinctBy(kernel => kernel.Network).Select(LineOf), caption);
    }
}
