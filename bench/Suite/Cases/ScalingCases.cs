using Ntk.Cli;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Suite;

/// <summary>Kernels of growing matrices, depths and images, in float32 on all threads. What the number of operations says is the exponent to expect of large sizes.</summary>
internal static class ScalingCases
{
    private const string Group = "scaling";

    /// <summary>Interleaved by series.</summary>
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> All(SuiteSettings settings)
    {
        SuiteScale scale = settings.Scale;
        int[] rows = scale.Choose<int[]>([16, 32, 64], [512, 1024, 2048], [1024, 2048, 4096, 8192]);
        int[] images = scale.Choose<int[]>([8, 16, 32], [64, 128, 256], [128, 256, 512, 1024]);
        int[] means = scale.Choose<int[]>([4, 8, 16], [32, 64, 128], [64, 128, 256]);
        int[] depths = scale.Choose<int[]>([1, 2, 4], [1, 2, 4, 8], [1, 2, 4, 8, 16]);
        int[] sides = scale.Choose<int[]>([4, 6, 8], [8, 16, 32], [8, 16, 32, 64]);
        int[] smallSides = scale.Choose<int[]>([4, 6, 8], [8, 12, 16], [8, 12, 16, 24]);
        int fewer = scale.Choose(16, 1024, 2048);
        (int vecRows, int gapColumns) = (scale.Choose(4, 32, 64), scale.Choose(16, 64, 64));

        // Rows of symmetric matrices: n²/2 entries.
        yield return Series("FC, 784 features, 3 hidden layers", "rows", 2, rows, n => new(Presets.FullyConnected(3), [784], n, null, KernelOutputs.Both));
        yield return Series("CNN-VEC, 16 × 16 × 3, 3 layers", "rows", 2, images, n => new(Presets.ConvVec(3), [16, 16, 3], n, null, KernelOutputs.Both));
        yield return Series("CNN-GAP, 8 × 8 × 3, 3 layers", "rows", 2, means, n => new(Presets.ConvGap(3), [8, 8, 3], n, null, KernelOutputs.Both));
        yield return Series($"FC, 784 features", "hidden layers", 1, depths, depth => new(Presets.FullyConnected(depth), [784], fewer, null, KernelOutputs.Both));
        yield return Series("CNN-VEC, 16 × 16 × 3", "convolutions", 1, depths, depth => new(Presets.ConvVec(depth), [16, 16, 3], vecRows, 4 * vecRows, KernelOutputs.Both));
        yield return Series("CNN-GAP, 8 × 8 × 3", "convolutions", 1, depths, depth => new(Presets.ConvGap(depth), [8, 8, 3], 8, gapColumns, KernelOutputs.Both));

        // One covariance a pixel, or one a pair of pixels.
        yield return Series("CNN-VEC, 3 layers", "pixels", 1, sides, side => new(Presets.ConvVec(3), [side, side, 3], vecRows, 4 * vecRows, KernelOutputs.Both), side => side * side);
        yield return Series("CNN-GAP, 3 layers", "pixels", 2, smallSides, side => new(Presets.ConvGap(3), [side, side, 3], 4, gapColumns, KernelOutputs.Both), side => side * side);

        IReadOnlyList<PlannedWorkload> Series(string title, string variable, double expected, int[] values, Func<int, KernelTask> task, Func<int, double>? x = null) =>
        [
            .. values.Select(value => KernelCases.Plan(
                settings, Group, $"{title}, {variable} {x?.Invoke(value) ?? value}", task(value), Precision.Float32, settings.AllThreads, new(title, variable, x?.Invoke(value) ?? value, expected))),
        ];
    }
}
