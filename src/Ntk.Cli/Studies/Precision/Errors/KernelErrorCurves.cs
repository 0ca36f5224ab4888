using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The numbers behind the errors of kernels, for other programs.</summary>
internal static class KernelErrorCurves
{
    private static readonly string[] ErrorColumns = ["largest", "root_mean_square", "noise", "norm", "relative_norm", "whiteness"];

    public static IReadOnlyList<Curve> Of(KernelErrorResult result) =>
    [
        .. result.Depths.GroupBy(point => (point.Network, point.Kernel, point.Precision)).Select(group => new Curve(
            Name("error-depth", group.Key.Network, group.Key.Kernel, group.Key.Precision.Name()), ["depth", .. ErrorColumns], [.. group.Select(point => Row(point.Depth, point.Errors))])),
        .. result.Distances.GroupBy(point => (point.Kernel, point.Method, point.Precision)).Select(group => new Curve(
            Name("error-distance", group.Key.Kernel, group.Key.Method, group.Key.Precision.Name()), ["distance", "largest"],
            [.. group.Select(point => (double[])[point.Distance, point.Largest])])),
        .. result.Formats.GroupBy(point => (point.Network, point.Kernel, point.Precision)).Select(group => new Curve(
            Name("error-format", group.Key.Network, group.Key.Kernel, group.Key.Precision.Name()), ["significand_bits", "bits", .. ErrorColumns, "definite_ridge", "usable_ridge"],
            [.. group.Select(point => (double[])[point.SignificandBits, .. Row(point.Bits, point.Errors), point.Need?.DefiniteRidge ?? double.NaN, point.Need?.UsableRidge ?? double.NaN])])),
    ];

    private static string Name(params object[] parts) => string.Join('-', parts).ToLowerInvariant();

    private static double[] Row(double x, KernelErrors? errors) => errors is null
        ? [x, .. Enumerable.Repeat(double.NaN, ErrorColumns.Length)]
        : [x, errors.Largest, errors.RootMeanSquare, errors.Noise, errors.Norm, errors.RelativeNorm, errors.Whiteness];
}
