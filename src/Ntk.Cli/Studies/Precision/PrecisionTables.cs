using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>The tables of the study of precision.</summary>
internal static class PrecisionTables
{
    public static IReadOnlyList<StudyTable> All(IReadOnlyList<KernelFinding> found) => [Needs(found), Spectra(found), Solves(found), Pipelines(found), Formats(found), Deviations(found)];

    private static StudyTable Needs(IReadOnlyList<KernelFinding> found) => new(
        "Which precision is needed",
        ["kernel", "rows", .. PrecisionNeed.AskedRidges.Select(ridge => ridge == 0 ? "no ridge" : $"ridge {Html.Scientific(ridge)}")],
        [
            .. found.SelectMany(kernel => PrecisionNeed.AskedRows.Select(rows => (IReadOnlyList<string>)
            [
                kernel.Name, rows.ToString("N0"), .. kernel.Needs.Where(need => need.Rows == rows).Select(need => need.Storage is null ? "beyond float64" : $"{need.Storage}, {need.Solve!.Value.Name()}"),
            ])),
        ],
        $"The narrowest format to keep entries in, then the narrowest arithmetic to solve in, with which the kernel of {PrecisionNeed.Margin:0} times the rows and all its errors is still positive definite: predictions of critical sizes are "
        + $"right within about that factor (see below). Formats: {string.Join(", ", StorageFormats.Usual.Select(format => $"{format.Name} ({format.SignificandBits} bits)"))}; entries kept in float32 or narrower are computed in float32. "
        + "mixed: a float32 factor, refined in float64. Ridges are relative to the mean of the kernel’s diagonal. Rows beyond those of the study are extrapolated along the power law of the critical noise.");

    private static StudyTable Spectra(IReadOnlyList<KernelFinding> found) => new(
        "Spectra", ["kernel", "rows", "α", "± fit", "windows", "C/n", "λ_min", "of float32 kernel", "in float32", "α of float32 kernel", "α in float32", "noise borne"],
        [
            .. found.SelectMany(kernel => kernel.Sizes.Select(size => (IReadOnlyList<string>)
            [
                kernel.Name, size.Rows.ToString(), Exponent(size.Float64.Tail), size.Float64.Tail is { } law ? law.StandardError.ToString("0.0000") : "", Range(size.Float64),
                size.Float64.Tail is { } tail ? Small(tail.Prefactor / size.Rows / kernel.MeanDiagonal) : "", Small(size.Float64.Smallest / kernel.MeanDiagonal), Small(size.Float32Kernel.Smallest / kernel.MeanDiagonal),
                Small(size.Float32.Smallest / kernel.MeanDiagonal), Exponent(size.Float32Kernel.Tail), Exponent(size.Float32.Tail), Small(size.CriticalNoise / kernel.MeanDiagonal),
            ])),
        ],
        "Eigenvalues of n rows fall like C·m^(−α) in the tail: α with the standard error of least squares, a lower bound, and its range over seven windows of the spectrum. "
        + "λ_min: the smallest eigenvalue of the float64 kernel, of the float32 kernel by a float64 eigensolver, and of the float32 kernel by a float32 eigensolver. Fits of float32 kernels end where eigenvalues come down to rounding errors, n·2⁻²⁴·λ_max. "
        + "Noise borne: the standard deviation of independent errors of entries that brings the smallest eigenvalue of the float64 kernel to zero. Eigenvalues, C and noise are relative to the mean of the diagonal.");

    private static StudyTable Solves(IReadOnlyList<KernelFinding> found) => new(
        "Noise of the solve", ["kernel", "rows", "float32 factor", "grows like", "norm/(2σ√m)", "float64 factor", "mixed, no ridge", "path", "steps"],
        [
            .. found.Select(kernel => (IReadOnlyList<string>)
            [
                kernel.Name, kernel.SolveNoise.Rows.ToString(), Small(kernel.SolveNoise.Float32 / kernel.MeanDiagonal), $"m^{kernel.SolveNoise.Growth:0.00}", Ratio(kernel.SolveNoise.Float32Noise.Whiteness),
                Small(kernel.SolveNoise.Float64 / kernel.MeanDiagonal), Small(kernel.SolveNoise.Mixed / kernel.MeanDiagonal), kernel.SolveNoise.MixedPath?.ToString() ?? "none", kernel.SolveNoise.MixedSteps.ToString(),
            ]),
        ],
        "Of factors: the root mean square of entries of A − L·Lᵀ, A with a ridge of 10⁻², on which it hardly depends; sampled entries, in twice the precision of float64. Of the mixed solve, whose errors are no matrix: the standard deviation of "
        + "independent errors of entries that leave the same residual, ‖b − Ax‖/(√m·‖x‖). Relative to the mean of the diagonal.");

    private static StudyTable Pipelines(IReadOnlyList<KernelFinding> found) => new(
        "Noise and critical sizes of pipelines",
        ["kernel", "pipeline", "σ of entries", "norm/(2σ√m)", "seen by the tail", "σ of solve", "σ", "formula m*", "± fit", "windows", "edge m*", "spectra m*", "Cholesky fails", "accuracy leaves", "likelihood leaves"],
        [
            .. found.SelectMany(kernel => kernel.Pipelines.Where(pipeline => pipeline.Pipeline.Storage.SignificandBits >= StorageFormat.Float32.SignificandBits).Select(pipeline => (IReadOnlyList<string>)
            [
                kernel.Name, pipeline.Pipeline.ToString(), Small(pipeline.Noise.Rms / kernel.MeanDiagonal), Ratio(pipeline.Noise.Whiteness), Ratio(pipeline.Noise.TailRms / pipeline.Noise.Rms),
                Small(pipeline.SolveNoise / kernel.MeanDiagonal), Small(pipeline.TotalNoise / kernel.MeanDiagonal), .. Predicted(pipeline.Predicted), .. Observed(pipeline.Observed, kernel.TrainRows),
            ])),
        ],
        "σ of entries: the root mean square of their difference from float64; of float64 itself, from double-double, for the pairs of a few rows. "
        + "Norm/(2σ√m) is 1 for independent errors; what the tail sees is the root mean square of vᵀNv′ for eigenvectors of the smaller half of the eigenvalues, over σ: 1 for independent errors. "
        + Meaning);

    private static bool IsShown(PipelineFinding found) => found.Pipeline.IsFormat && (found.MedianFailure is not null || StorageFormats.Usual.Contains(found.Pipeline.Storage));

    private static StudyTable Formats(IReadOnlyList<KernelFinding> found) => new(
        "Predicted against observed critical sizes",
        ["kernel", "format", "bits", "σ", "norm/(2σ√m)", "seen by the tail", "formula m*", "± fit", "windows", "edge m*", "spectra m*", "Cholesky fails", "in five orders", "accuracy leaves", "likelihood leaves"],
        [
            .. found.SelectMany(kernel => kernel.Pipelines.Where(IsShown).OrderBy(pipeline => pipeline.Pipeline.StorageBits).Select(pipeline => (IReadOnlyList<string>)
            [
                kernel.Name, pipeline.Pipeline.Storage.Name, pipeline.Pipeline.StorageBits.ToString(), Small(pipeline.TotalNoise / kernel.MeanDiagonal), Ratio(pipeline.Noise.Whiteness), Ratio(pipeline.Noise.TailRms / pipeline.Noise.Rms),
                .. Predicted(pipeline.Predicted), Rows(pipeline.Observed?.Cholesky, kernel.TrainRows), Orders(pipeline, kernel.TrainRows), .. Observed(pipeline.Observed, kernel.TrainRows)[1..],
            ])),
        ],
        $"Entries computed in float64, rounded to a format, and factored in float64 without a ridge; those that failed, and those there is hardware for. {Meaning} In five orders: the median, and the range, over this and four random orders of the rows.");

    private const string Meaning =
        "Formula: (C/(√2·n·σ))^(2/(2α−1)) of the power law of the tail, with the standard error of its logarithm and the range over seven windows. Edge: the same with c(α) in place of 1/√2, from the lower edge of the spectrum of a power law with independent errors. "
        + "Spectra: by that edge from the eigenvalues of each size themselves, extrapolated beyond the last; the solve’s errors grow on as they did, which the other two leave out. Cholesky: the first number of rows whose kernel is not positive definite. Accuracy: the first of the sizes, a factor of 2^¼ apart, from which on the numbers of "
        + "test rows that only one of this and float64 has right always differ by more than twice √(their sum), the standard error of a paired comparison (a single size may differ by chance), or the kernel cannot be factored. Likelihood: the first number of rows from which on the "
        + "log marginal likelihood always differs by more than 1 % of the magnitudes of its parts, or the kernel cannot be factored. Sizes without end are above the rows there are.";

    private static StudyTable Deviations(IReadOnlyList<KernelFinding> found)
    {
        (int within, int all, _) = Agreement.Of(found, predicted => predicted.Law);
        return new(
            "Where the formula is off by more than two", ["what was found"], [.. found.SelectMany(kernel => kernel.Deviations).Select(text => (IReadOnlyList<string>)[text])],
            $"{within} of {all} predictions are within a factor of {Deviation.Factor:0}; formats that fail before {Agreement.SmallestRows} rows are left out, as the laws are of large matrices. Of the others, what was measured beside them.");
    }

    private static IReadOnlyList<string> Predicted(PredictedSize size) =>
        [Size(size.Law), double.IsFinite(size.LawStandardError) ? $"{size.LawStandardError:0.000}" : "", $"{Size(size.SmallestLaw)} … {Size(size.LargestLaw)}", Size(size.Edge), Size(size.Spectrum)];

    private static string[] Observed(Departure? observed, int rows) =>
        observed is null ? ["", "", ""] : [Rows(observed.Cholesky, rows), Rows(observed.Accuracy, rows), Rows(observed.Likelihood, rows)];

    private static string Orders(PipelineFinding pipeline, int rows) =>
        $"{(pipeline.MedianFailure is { } median ? Format.Number(median) : $"> {rows}")} ({(pipeline.EarliestFailure is { } first ? first.ToString() : $"> {rows}")} … {(pipeline.LatestFailure is { } last ? last.ToString() : $"> {rows}")})";

    private static string Rows(int? found, int rows) => found is { } size ? size.ToString() : $"> {rows}";

    /// <summary>A predicted size, as precise as it is.</summary>
    public static string Size(double rows) => rows switch
    {
        double.NaN => "",
        double.PositiveInfinity => "∞",
        < 1e5 => Math.Round(rows).ToString(),
        _ => Html.Scientific(rows),
    };

    private static string Small(double value) => double.IsNaN(value) ? "" : value.ToString("0.00E+0");

    private static string Ratio(double value) => double.IsNaN(value) ? "" : value.ToString("0.00");

    private static string Exponent(PowerLawFit? law) => law is null ? "" : law.Exponent.ToString("0.000");

    private static string Range(TailFinding tail) => double.IsNaN(tail.SmallestExponent) ? "" : $"{tail.SmallestExponent:0.00} … {tail.LargestExponent:0.00}";
}
