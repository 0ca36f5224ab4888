using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The numbers of all figures and tables of the study of precision.</summary>
internal static class PrecisionCurves
{
    private static readonly string[] Arithmetics = ["float64", "float32 kernel by float64", "float32 kernel by float32"];

    public static IReadOnlyList<Curve> Of(IReadOnlyList<KernelFinding> found) => [.. found.SelectMany(kernel => new[] { Spectra(kernel), Sizes(kernel), Pipelines(kernel), Needs(kernel) }.Concat(kernel.Paths.Select(path => Likelihoods(kernel, path))))];

    private static string Name(string what, KernelFinding kernel) => $"{what}-{StudyNames.File(kernel.Network)}-{kernel.Kernel.Name()}";

    private static Curve Spectra(KernelFinding kernel)
    {
        double[] full = kernel.Spectra.Float64.Eigenvalues.ToArray(), mixed = kernel.Spectra.Float32Kernel.Eigenvalues.ToArray(), single = kernel.Spectra.Float32.Eigenvalues.ToArray();
        return new(Name("spectrum", kernel), ["index", .. Arithmetics], [.. full.Select((value, index) => (IReadOnlyList<double>)[index + 1, value, mixed[index], single[index]])]);
    }

    private static Curve Sizes(KernelFinding kernel) => new(
        Name("sizes", kernel),
        ["rows", "critical noise", .. Arithmetics.SelectMany(name => new[] { $"{name}: smallest", $"{name}: largest", $"{name}: exponent", $"{name}: standard error", $"{name}: smallest exponent", $"{name}: largest exponent", $"{name}: prefactor" })],
        [.. kernel.Sizes.Select(size => (IReadOnlyList<double>)[size.Rows, size.CriticalNoise, .. new[] { size.Float64, size.Float32Kernel, size.Float32 }.SelectMany(Numbers)])]);

    private static Curve Pipelines(KernelFinding kernel) => new(
        Name("pipelines", kernel),
        [
            "kernel bits", "storage bits", "solve: 0 float32; 1 mixed; 2 float64", "rms", "mean", "norm", "whiteness", "tail rms", "solve noise", "total noise", "formula", "standard error of its log", "smallest formula", "largest formula", "edge", "spectra",
            "cholesky fails", "accuracy leaves", "likelihood leaves", "median failure", "earliest failure", "latest failure",
        ],
        [
            .. kernel.Pipelines.Select(pipeline => (IReadOnlyList<double>)
            [
                pipeline.Pipeline.Kernel == Precision.Float32 ? 24 : 53, pipeline.Pipeline.StorageBits, (int)pipeline.Pipeline.Solve, pipeline.Noise.Rms, pipeline.Noise.Mean, pipeline.Noise.Norm, pipeline.Noise.Whiteness, pipeline.Noise.TailRms,
                pipeline.SolveNoise, pipeline.TotalNoise, pipeline.Predicted.Law, pipeline.Predicted.LawStandardError, pipeline.Predicted.SmallestLaw, pipeline.Predicted.LargestLaw, pipeline.Predicted.Edge, pipeline.Predicted.Spectrum,
                pipeline.Observed?.Cholesky ?? double.NaN, pipeline.Observed?.Accuracy ?? double.NaN, pipeline.Observed?.Likelihood ?? double.NaN, pipeline.MedianFailure ?? double.NaN, pipeline.EarliestFailure ?? double.NaN, pipeline.LatestFailure ?? double.NaN,
            ]),
        ]);

    private static Curve Needs(KernelFinding kernel) => new(
        Name("needs", kernel), ["rows", "relative ridge", "critical noise of twice the rows over the mean diagonal", "storage bits", "solve: 0 float32; 1 mixed; 2 float64"],
        [.. kernel.Needs.Select(need => (IReadOnlyList<double>)[need.Rows, need.Ridge, need.CriticalNoise, StorageFormats.Usual.FirstOrDefault(format => format.Name == need.Storage)?.SignificandBits ?? double.NaN, need.Solve is { } solve ? (int)solve : double.NaN])]);

    private static Curve Likelihoods(KernelFinding kernel, LikelihoodPath path) => new(
        Name($"likelihood-{StudyNames.File(path.Format.Name)}", kernel), ["rows", "relative change"], [.. path.Points.Select(point => (IReadOnlyList<double>)[point.X, point.Y])]);

    private static IEnumerable<double> Numbers(TailFinding tail) =>
        [tail.Smallest, tail.Largest, tail.Tail?.Exponent ?? double.NaN, tail.Tail?.StandardError ?? double.NaN, tail.SmallestExponent, tail.LargestExponent, tail.Tail?.Prefactor ?? double.NaN];
}
