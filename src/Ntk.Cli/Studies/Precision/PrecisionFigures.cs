using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The figures of the study of precision.</summary>
internal sealed class PrecisionFigures(IReadOnlyList<KernelFinding> found)
{
    private const int MostPoints = 250, NetworkColours = 6;
    private const double SpectrumRange = 1e-12;

    private readonly List<string> networks = [.. found.Select(kernel => kernel.Network).Distinct()];

    private IEnumerable<IGrouping<KernelKind, KernelFinding>> Kinds => found.GroupBy(kernel => kernel.Kernel).OrderBy(group => group.Key);

    public IReadOnlyList<string> All() => [Spectra(), Critical(), Predicted(), Likelihoods()];

    private string Spectra()
    {
        double[] values = [.. found.SelectMany(kernel => kernel.Spectra.Float64.Eigenvalues.ToArray().Where(value => value > 0).Select(value => value / kernel.MeanDiagonal))];
        Axis x = Rows("index of the eigenvalue", 1, found.Max(kernel => kernel.TrainRows)), y = Axis.Logarithmic("eigenvalue / mean of the diagonal", Math.Max(values.Min(), values.Max() * SpectrumRange), values.Max());
        IEnumerable<string> plots = Kinds.Select(kind => LinePlot.Draw(ModelStyles.KernelName(kind.Key), x, y,
        [
            .. kind.SelectMany(kernel => new[]
            {
                new Line($"{kernel.Network}, float64", Colour(kernel), Points(kernel.Spectra.Float64.Eigenvalues, kernel.MeanDiagonal, y.Minimum), HasMarkers: false),
                new Line($"{kernel.Network}, float32", $"{Colour(kernel)} float32", Points(kernel.Spectra.Float32.Eigenvalues, kernel.MeanDiagonal, y.Minimum), HasMarkers: false),
            }),
        ]));
        Line[] legend = [.. networks.Select((name, index) => new Line(name, $"network{index % NetworkColours}", [], HasMarkers: false)), new("float32 kernel, float32 eigenvalues", "float32 law", [], HasMarkers: false)];
        return HtmlPage.Figure("spectra", "Eigenvalues in float64 and float32", $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""",
            "Kernels of all rows, the largest eigenvalue first, relative to the mean of the diagonal. Lines part where eigenvalues come down to the errors of float32; those at zero or below are not drawn.");
    }

    private string Critical()
    {
        double[] noises = [.. found.SelectMany(kernel => kernel.Sizes.Select(size => size.CriticalNoise / kernel.MeanDiagonal)).Where(noise => noise > 0)];
        double last = 100.0 * found.Max(kernel => kernel.TrainRows);
        (string Name, double Noise)[] levels =
        [
            .. StorageFormats.Usual.Where(format => format != StorageFormat.Float64).Select(format => (format.Name, found.Average(kernel => kernel.Of(Precision.Float64, format, SolveArithmetic.Float64).Noise.Rms / kernel.MeanDiagonal))),
        ];
        Axis x = Rows("rows", found.Min(kernel => kernel.Sizes[0].Rows), last);
        Axis y = Axis.Logarithmic("σ / mean of the diagonal", Math.Min(noises.Min(), levels.Min(level => level.Noise)) / 10, Math.Max(noises.Max(), levels.Max(level => level.Noise)));
        IEnumerable<string> plots = Kinds.Select(kind => LinePlot.Draw(ModelStyles.KernelName(kind.Key), x, y,
        [
            .. levels.Select(level => new Line($"{level.Name} storage", "law", [(x.Minimum, level.Noise), (x.Maximum, level.Noise)], HasMarkers: false)),
            .. kind.SelectMany(kernel => new[]
            {
                new Line($"{kernel.Network}, measured", Colour(kernel), [.. kernel.Sizes.Select(size => ((double)size.Rows, size.CriticalNoise > 0 ? size.CriticalNoise / kernel.MeanDiagonal : double.NaN))], HasMarkers: true),
                new Line($"{kernel.Network}, extrapolated", $"{Colour(kernel)} float32", Extrapolated(kernel, y.Minimum, last), HasMarkers: false),
            }),
        ]));
        Line[] legend = [.. networks.Select((name, index) => new Line(name, $"network{index % NetworkColours}", [], HasMarkers: true)), new("errors of storage", "law", [], HasMarkers: false)];
        return HtmlPage.Figure("critical", "How much noise kernels bear", $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""",
            $"The standard deviation of independent errors in the entries that brings the smallest eigenvalue to zero, from the eigenvalues of each size, and its continuation. "
            + $"Level lines, the uppermost first: errors of rounding entries to {string.Join(", ", levels.Select(level => Html.Text(level.Name)))}, the mean over all kernels. "
            + "A kernel leaves float64 where its line comes down to the errors’.");
    }

    private string Predicted()
    {
        (string Title, Func<PredictedSize, double> Of)[] ways = [("Formula, √2σ√m", size => size.Law), ("Edge of the same power law", size => size.Edge), ("Edge of each size’s spectrum", size => size.Spectrum)];
        double[] sizes = [.. ways.SelectMany(way => found.SelectMany(kernel => Agreement.Pairs(kernel, way.Of)).SelectMany(pair => new[] { pair.Observed, pair.Predicted })).Where(value => double.IsFinite(value) && value > 0)];
        if (sizes.Length == 0)
            return HtmlPage.Figure("predicted", "Predicted against observed critical sizes", "<p>No format fails within the rows there are.</p>", "");
        double[] observed = [.. found.SelectMany(kernel => Agreement.Pairs(kernel, size => size.Law)).Select(pair => pair.Observed)];
        Axis x = Axis.Logarithmic("observed rows", observed.Min(), observed.Max()), y = Axis.Logarithmic("predicted rows", sizes.Min(), sizes.Max());
        IEnumerable<string> plots = ways.Select(way => LinePlot.Draw(way.Title, x, y,
        [
            .. new[] { 1 / Deviation.Factor, 1, Deviation.Factor }.Select(factor => new Line(factor == 1 ? "equal" : $"a factor of {factor}", "law", Diagonal(x, y, factor), HasMarkers: false)),
            .. found.Select(kernel => new Line(kernel.Name, $"{Colour(kernel)}{(kernel.Kernel == KernelKind.Ntk ? " float32" : "")}", [.. Agreement.Pairs(kernel, way.Of).SelectMany(Apart)], HasMarkers: true, IsSecondary: kernel.Kernel == KernelKind.Ntk)),
        ]));
        Line[] legend = [.. networks.Select((name, index) => new Line(name, $"network{index % NetworkColours}", [], HasMarkers: true)), new("equal, and a factor of two", "law", [], HasMarkers: false)];
        return HtmlPage.Figure("predicted", "Predicted against observed critical sizes", $"""<div class="panels three">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""",
            $"Each point is a kernel in a storage format of 6 to 24 significand bits; hollow: NTK. Observed: the median over five orders of the rows of the first number of rows whose kernel Cholesky cannot factor. {string.Join(" ", ways.Select(Sentence))}");

        string Sentence((string Title, Func<PredictedSize, double> Of) way)
        {
            (int within, int all, double ratio) = Agreement.Of(found, way.Of);
            return $"{way.Title}: {within} of {all} within a factor of two, predicted over observed {ratio:0.00} in the geometric mean.";
        }

        // A point that is not finite interrupts the line: these are points alone.
        static IEnumerable<(double X, double Y)> Apart((PipelineFinding Pipeline, double Observed, double Predicted) pair) => [(pair.Observed, pair.Predicted > 0 ? pair.Predicted : double.NaN), (pair.Observed, double.NaN)];
    }

    private string Likelihoods()
    {
        double[] changes = [.. found.SelectMany(kernel => kernel.Paths).SelectMany(path => path.Points).Select(point => point.Y).Where(change => change > 0)];
        if (changes.Length == 0)
            return "";
        Axis x = Rows("rows", 2, found.Max(kernel => kernel.TrainRows)), y = Axis.Logarithmic("relative change", Math.Max(changes.Min(), 1e-12), changes.Max());
        IEnumerable<string> plots = found.SelectMany(kernel => kernel.Paths).Select(path => path.Format).Distinct().OrderBy(format => format.SignificandBits).Select(format => LinePlot.Draw(format.Name, x, y,
        [
            new("one part in a hundred", "law", [(x.Minimum, DepartureSearch.LikelihoodChange), (x.Maximum, DepartureSearch.LikelihoodChange)], HasMarkers: false),
            .. found.SelectMany(kernel => kernel.Paths.Where(path => path.Format == format).Select(path => new Line(
                kernel.Name, $"{Colour(kernel)}{(kernel.Kernel == KernelKind.Ntk ? " float32" : "")}", [.. path.Points.Select(point => (point.X, point.Y >= y.Minimum ? point.Y : double.NaN))], HasMarkers: false))),
        ]));
        Line[] legend = [.. networks.Select((name, index) => new Line(name, $"network{index % NetworkColours}", [], HasMarkers: false)), new("NTK", "float32 law", [], HasMarkers: false)];
        return HtmlPage.Figure("likelihoods", "Change of the log marginal likelihood by storage", $"""<div class="panels three">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""",
            "Relative to the magnitudes of its parts, without a ridge; lines end where Cholesky fails. NTK dashed.");
    }

    private string Colour(KernelFinding kernel) => $"network{networks.IndexOf(kernel.Network) % NetworkColours}";

    private static Axis Rows(string label, double smallest, double largest) => new(label, smallest, Math.Max(2 * smallest, largest), IsLogarithmic: true, Html.Scientific);

    private static IReadOnlyList<(double X, double Y)> Diagonal(Axis x, Axis y, double factor)
    {
        double first = Math.Max(x.Minimum, y.Minimum / factor), last = Math.Min(x.Maximum, y.Maximum / factor);
        return [(first, first * factor), (last, last * factor)];
    }

    private static IReadOnlyList<(double X, double Y)> Extrapolated(KernelFinding kernel, double smallest, double last)
    {
        IEnumerable<double> rows = Enumerable.Range(0, 21).Select(step => kernel.TrainRows * Math.Pow(last / kernel.TrainRows, step / 20.0));
        return [.. rows.Select(size => (size, kernel.Critical.At(size) / kernel.MeanDiagonal)).Select(point => (point.size, point.Item2 >= smallest ? point.Item2 : double.NaN))];
    }

    /// <summary>Evenly spread over the logarithm of the index.</summary>
    private static List<(double X, double Y)> Points(ReadOnlySpan<double> descending, double mean, double smallest)
    {
        var points = new List<(double, double)>();
        int before = 0;
        for (int step = 0; step < MostPoints; step++)
        {
            int index = (int)Math.Round(Math.Pow(descending.Length, step / (MostPoints - 1.0)));
            if (index > before)
                points.Add((index, descending[index - 1] / mean >= smallest ? descending[index - 1] / mean : double.NaN));
            before = index;
        }

        return points;
    }
}
