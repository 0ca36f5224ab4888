using Ntk.Engine.Networks;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>By how much networks that pool globally are worse conditioned than others on the same rows.</summary>
/// <param name="Kernel">nngp or ntk.</param>
/// <param name="Rows">Rows of a kernel.</param>
/// <param name="Ratio">The geometric mean over all pairs of a network that pools and one that does not.</param>
/// <param name="Exponent">a in ratio = Pᵃ, P the number of pixels.</param>
/// <param name="StandardError">
/// Of the exponent: over disjoint rows, of the size with most of these. Kernels of more rows vary less. Null where there are no two reliable ones.
/// </param>
internal sealed record ConditionRatio(KernelKind Kernel, int Rows, double Ratio, double Exponent, double? StandardError)
{
    /// <summary>All numbers of rows that all networks have; none without networks of both kinds, or with a single pixel.</summary>
    public static IReadOnlyList<ConditionRatio> Find(IReadOnlyList<KernelCondition> kernels, StudyPlan plan)
    {
        HashSet<string> pooled = [.. plan.Networks.Where(network => network.Network.Layers.Any(layer => layer is GlobalAvgPool or GlobalSumPool)).Select(network => network.Name)];
        if (plan.Pixels < 2 || pooled.Count == 0 || pooled.Count == plan.Networks.Count)
            return [];
        var ratios = new List<ConditionRatio>();
        foreach (IGrouping<KernelKind, KernelCondition> kind in kernels.GroupBy(kernel => kernel.Kernel))
        {
            int[] sizes = [.. kind.First().Points.Select(point => point.Rows).Where(rows => kind.All(kernel => kernel.Points.Any(point => point.Rows == rows)))];
            double[][] exponents = [.. sizes.Select(rows => Exponents([.. kind], pooled, rows, plan.Pixels))];
            double[] spread = exponents.MaxBy(blocks => blocks.Length) ?? [];
            double? error = spread.Length > 1 ? Math.Sqrt(spread.Sum(value => Math.Pow(value - spread.Average(), 2)) / (spread.Length - 1)) : null;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (exponents[i].Length > 0)
                    ratios.Add(new(kind.Key, sizes[i], Math.Pow(plan.Pixels, exponents[i].Average()), exponents[i].Average(), error));
            }
        }

        return ratios;
    }

    /// <summary>One for each block of rows that is reliable in all kernels.</summary>
    private static double[] Exponents(IReadOnlyList<KernelCondition> kernels, HashSet<string> pooled, int rows, int pixels)
    {
        (bool IsPooled, IReadOnlyList<BlockCondition> Blocks)[] points = [.. kernels.Select(kernel => (pooled.Contains(kernel.Network), kernel.Points.Single(point => point.Rows == rows).Blocks))];
        int common = points.Min(point => point.Blocks.Count);
        return
        [
            .. Enumerable.Range(0, common).Where(block => points.All(point => point.Blocks[block].IsReliable))
                .Select(block => (Mean(true, block) - Mean(false, block)) / Math.Log(pixels)),
        ];

        double Mean(bool isPooled, int block) => points.Where(point => point.IsPooled == isPooled).Average(point => Math.Log(point.Blocks[block].Condition));
    }
}

/// <summary>Whether pooling costs a factor of the number of pixels.</summary>
internal static class ConditioningFinding
{
    // The exponent of P must be nearer to 1 than to 0 or 2, by two standard errors.
    private const double Tolerance = 0.5, StandardErrors = 2;

    /// <param name="ratios">All of them.</param>
    /// <param name="pixels">P.</param>
    /// <summary>Decides by the NTK, the kernel of training, of the most rows.</summary>
    public static Finding Of(IReadOnlyList<ConditionRatio> ratios, int pixels)
    {
        ConditionRatio? ntk = Largest(ratios, KernelKind.Ntk), nngp = Largest(ratios, KernelKind.Nngp);
        if (ntk is null)
            return new(null, "Condition numbers are in the table; a ratio takes images of several pixels, a network with a global pool and one without, and eigenvalues above the rounding errors.");
        bool isReproduced = Math.Abs(ntk.Exponent - 1) + StandardErrors * (ntk.StandardError ?? double.PositiveInfinity) < Tolerance;
        return new(
            isReproduced,
            $"with {ntk.Rows} rows of P = {pixels} pixels, the NTK of networks with a global pool is {Text(ntk)} times worse conditioned than that of the others" +
            $"{(nngp is null ? "" : $", the NNGP {Text(nngp)} times")} (about P means a power nearer to 1 than to 0 or 2, of the NTK by two standard errors).");
    }

    private static ConditionRatio? Largest(IReadOnlyList<ConditionRatio> ratios, KernelKind kernel) => ratios.Where(ratio => ratio.Kernel == kernel).MaxBy(ratio => ratio.Rows);

    private static string Text(ConditionRatio ratio) =>
        $"{ratio.Ratio:G3} = P^({ratio.Exponent:0.00} ± {(ratio.StandardError is { } known ? known.ToString("0.00") : "unknown")})";
}
