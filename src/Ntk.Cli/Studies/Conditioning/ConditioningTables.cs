using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Condition numbers as tables and curves.</summary>
internal static class ConditioningTables
{
    public static IReadOnlyList<StudyTable> Of(IReadOnlyList<KernelCondition> kernels, IReadOnlyList<ConditionRatio> ratios)
    {
        List<StudyTable> tables =
        [
            new(
                "Condition numbers", ["network", "kernel", "precision", "rows", "λ_max", "λ_min", "condition", "largest learning rate", "steps"],
                [
                    .. kernels.SelectMany(kernel => kernel.Points.Select(point => (IReadOnlyList<string>)
                    [
                        kernel.Network, ModelStyles.KernelName(kernel.Kernel), kernel.Precision.Name(), point.Rows.ToString(), Number(point.Blocks[0].Largest), Number(point.Blocks[0].Smallest), Number(point.Condition),
                        Number(point.Blocks[0].LargestLearningRate), Number(point.Blocks[0].Steps),
                    ])),
                ],
                "Without a ridge. Condition numbers are geometric means over up to four disjoint sets of so many rows; everything else is of the first. Learning rates are of gradient descent on half the mean squared error, " +
                "steps those with half of the largest until a hundredth is left of the slowest error."),
        ];
        if (ratios.Count > 0)
        {
            tables.Add(new(
                "Networks with a global pool over the others", ["kernel", "rows", "ratio of conditions", "as a power of the pixels", "standard error"],
                [.. ratios.Select(ratio => (IReadOnlyList<string>)[ModelStyles.KernelName(ratio.Kernel), ratio.Rows.ToString(), Number(ratio.Ratio), ratio.Exponent.ToString("0.00"), ratio.StandardError?.ToString("0.00") ?? ""])],
                "Geometric means over all pairs of networks and sets of rows; the standard error is the deviation over disjoint sets of the size that has most of them."));
        }

        return tables;
    }

    public static Curve ConditionCurve(IReadOnlyList<KernelCondition> kernels, StudyPlan plan) => new(
        "condition-over-rows", ["network", "is_ntk", "rows", "block", "largest", "smallest", "condition", "largest_learning_rate", "steps"],
        [
            .. kernels.SelectMany(kernel => kernel.Points.SelectMany(point => point.Blocks.Select((block, index) => (IReadOnlyList<double>)
                [PlaceOf(kernel, plan), IsNtk(kernel.Kernel), point.Rows, index, block.Largest, block.Smallest, block.Condition, block.LargestLearningRate, block.Steps]))),
        ]);

    public static Curve SpectrumCurve(IReadOnlyList<KernelCondition> kernels, StudyPlan plan) => new(
        "spectrum", ["network", "is_ntk", "index", "eigenvalue"],
        [.. kernels.SelectMany(kernel => kernel.Eigenvalues.Select((value, index) => (IReadOnlyList<double>)[PlaceOf(kernel, plan), IsNtk(kernel.Kernel), index + 1, value]))]);

    public static Curve RatioCurve(IReadOnlyList<ConditionRatio> ratios) => new(
        "ratio-over-rows", ["is_ntk", "rows", "ratio", "exponent", "standard_error"],
        [.. ratios.Select(ratio => (IReadOnlyList<double>)[IsNtk(ratio.Kernel), ratio.Rows, ratio.Ratio, ratio.Exponent, ratio.StandardError ?? double.NaN])]);

    /// <summary>The place of a kernel's network.</summary>
    public static int PlaceOf(KernelCondition kernel, StudyPlan plan) => plan.Networks.TakeWhile(network => network.Name != kernel.Network).Count();

    private static double IsNtk(KernelKind kernel) => kernel == KernelKind.Ntk ? 1 : 0;

    private static string Number(double value) => double.IsNaN(value) ? "hidden by rounding" : value.ToString("G4");
}
