using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Draws errors of kernels.</summary>
internal static class KernelErrorFigures
{
    private const string LawName = "unit roundoff";

    /// <summary>One plot a network: the largest error against depth.</summary>
    public static string Depths(KernelErrorResult result)
    {
        Axis y = ErrorAxis("largest relative error", result.Depths.Select(point => point.Errors.Largest));
        return Panels(result.Depths.GroupBy(point => point.Network).Select(network => LinePlot.Draw(
            network.Key, DepthAxis(network.Select(point => point.Depth)), y,
            [.. Styles(network.Select(point => (point.Kernel, point.Precision))).Select(style => new Line(
                style.Name, style.Class, [.. network.Where(point => point.Kernel == style.Kernel && point.Precision == style.Precision).Select(point => ((double)point.Depth, Positive(point.Errors.Largest)))], HasMarkers: true))])))
            + LinePlot.Legend(Styles(result.Depths.Select(point => (point.Kernel, point.Precision))).Select(style => new Line(style.Name, style.Class, [], HasMarkers: true)));
    }

    /// <summary>One plot a kernel: the largest error against the distance of inputs.</summary>
    public static string Distances(KernelErrorResult result)
    {
        Axis x = Axis.Logarithmic("relative distance of the inputs", result.Distances.Min(point => point.Distance), result.Distances.Max(point => point.Distance));
        Axis y = ErrorAxis("largest relative error", result.Distances.Select(point => point.Largest));
        IEnumerable<Line> Lines(IEnumerable<DistanceErrors> points) => points.GroupBy(point => (point.Method, point.Precision)).Select(line => new Line(
            line.Key.Method == KernelMethod.Engine ? $"engine in {line.Key.Precision.Name()}" : $"textbook formula in {line.Key.Precision.Name()}",
            $"network{(line.Key.Method == KernelMethod.Engine ? 1 : 2)} {line.Key.Precision.Name()}", [.. line.Select(point => (point.Distance, Positive(point.Largest)))], HasMarkers: true));
        return Panels(result.Distances.GroupBy(point => point.Kernel).Select(kernel => LinePlot.Draw(NameOf(kernel.Key), x, y, [.. Lines(kernel)])))
            + LinePlot.Legend(Lines(result.Distances.Where(point => point.Kernel == KernelKind.Nngp)));
    }

    /// <summary>One plot a network: the relative norm of errors against the bits of the format.</summary>
    public static string Formats(KernelErrorResult result)
    {
        FormatErrors[] points = [.. result.Formats.Where(point => point.Errors is not null)];
        int fewest = points.Min(point => point.SignificandBits), most = points.Max(point => point.SignificandBits);
        var x = Axis.Linear("bits of the significand", fewest, most, bits => bits.ToString("0"));
        Axis y = ErrorAxis("‖E‖₂ / ‖K‖₂", points.Select(point => point.Errors!.RelativeNorm).Append(Math.ScaleB(1, -most)));
        var law = new Line(LawName, "law", [(fewest, Math.ScaleB(1, -fewest)), (most, Math.ScaleB(1, -most))], HasMarkers: false);
        return Panels(points.GroupBy(point => point.Network).Select(network => LinePlot.Draw(
            $"{network.Key}, depth {network.First().Depth}", x, y,
            [.. Styles(network.Select(point => (point.Kernel, point.Precision))).Select(style => new Line(
                style.Name, style.Class,
                [.. network.Where(point => point.Kernel == style.Kernel && point.Precision == style.Precision).OrderBy(point => point.SignificandBits).Select(point => ((double)point.SignificandBits, Positive(point.Errors!.RelativeNorm)))],
                HasMarkers: true)), law])))
            + LinePlot.Legend([.. Styles(points.Select(point => (point.Kernel, point.Precision))).Select(style => new Line(style.Name, style.Class, [], HasMarkers: true)), law]);
    }

    private static IEnumerable<(string Name, string Class, KernelKind Kernel, Precision Precision)> Styles(IEnumerable<(KernelKind Kernel, Precision Precision)> present) =>
        present.Distinct().Select(line => ($"{NameOf(line.Kernel)} computed in {line.Precision.Name()}", $"{line.Kernel.Name()} {line.Precision.Name()}", line.Kernel, line.Precision));

    private static string NameOf(KernelKind kernel) => kernel == KernelKind.Nngp ? "NNGP" : "NTK";

    private static Axis DepthAxis(IEnumerable<int> depths) => new("depth", 1, Math.Max(10, depths.Max()), IsLogarithmic: true, Html.Scientific);

    private static Axis ErrorAxis(string label, IEnumerable<double> errors)
    {
        double[] positive = [.. errors.Where(error => error > 0 && double.IsFinite(error))];
        return positive.Length == 0 ? Axis.Logarithmic(label, 1e-16, 1) : Axis.Logarithmic(label, positive.Min(), positive.Max());
    }

    private static double Positive(double error) => error > 0 ? error : double.NaN;

    private static string Panels(IEnumerable<string> plots) => $"""<div class="panels">{string.Concat(plots)}</div>""";
}
