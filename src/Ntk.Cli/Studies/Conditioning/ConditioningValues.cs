using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>The kernel of some rows.</summary>
/// <param name="Largest">Its largest eigenvalue.</param>
/// <param name="Smallest">Its smallest.</param>
/// <param name="IsReliable">Whether the smallest is above the rounding errors, n·ε·λ_max.</param>
/// <param name="LargestLearningRate">2N/λ_max, N = rows × outputs: gradient descent on half the mean squared error diverges with a larger one.</param>
/// <param name="Steps">Steps of gradient descent with half of that until a hundredth is left of the slowest error, ln 100/(−ln(1 − λ_min/λ_max)).</param>
internal sealed record BlockCondition(double Largest, double Smallest, bool IsReliable, double LargestLearningRate, double Steps)
{
    private const double Remainder = 0.01;

    /// <summary>Of one kernel. −ln(1 − x) = 2·artanh(x/(2 − x)), which keeps its digits for small x.</summary>
    public static BlockCondition Of(SpectrumAnalysis analysis, int outputs)
    {
        bool isReliable = analysis.Smallest > analysis.NoiseFloor;
        double share = analysis.Smallest / analysis.Largest;
        return new(
            analysis.Largest, analysis.Smallest, isReliable, 2.0 * analysis.Order * outputs / analysis.Largest,
            isReliable ? -Math.Log(Remainder) / (2 * Math.Atanh(share / (2 - share))) : double.NaN);
    }

    /// <summary>λ_max/λ_min; NaN where rounding errors hide λ_min.</summary>
    public double Condition => IsReliable ? Largest / Smallest : double.NaN;
}

/// <summary>Kernels of a number of rows.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Blocks">Disjoint rows, the first from the start.</param>
internal sealed record ConditionPoint(int Rows, IReadOnlyList<BlockCondition> Blocks)
{
    /// <summary>The geometric mean over the blocks.</summary>
    public double Condition => Math.Exp(Blocks.Average(block => Math.Log(block.Condition)));
}

/// <summary>A training kernel as the number of rows grows.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Kernel">nngp or ntk.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="Points">Numbers of rows, ascending.</param>
/// <param name="Eigenvalues">Of the most rows, descending.</param>
internal sealed record KernelCondition(string Network, KernelKind Kernel, Precision Precision, IReadOnlyList<ConditionPoint> Points, [property: JsonIgnore] IReadOnlyList<double> Eigenvalues)
{
    [JsonIgnore]
    public string Name => $"{ModelStyles.KernelName(Kernel)} of {Network}";
}

/// <summary>What <c>ntk study conditioning</c> found.</summary>
/// <param name="Pixels">P, height × width of an image; 1 for other inputs.</param>
/// <param name="Kernels">Each kernel.</param>
/// <param name="Ratios">Condition numbers of networks that pool globally over those of the others.</param>
internal sealed record ConditioningValues(int Pixels, IReadOnlyList<KernelCondition> Kernels, IReadOnlyList<ConditionRatio> Ratios);
