using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>What the study found of one kernel of one network.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Kernel">Which kernel.</param>
/// <param name="TrainRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="MeanDiagonal">The mean of the kernel's diagonal.</param>
/// <param name="Sizes">Spectra of growing numbers of rows.</param>
/// <param name="SolveNoise">Errors of solves, in float32, mixed and float64.</param>
/// <param name="Pipelines">All pipelines.</param>
/// <param name="Needs">The narrowest formats that suffice.</param>
/// <param name="Deviations">Why predictions are far from what was observed, in words.</param>
/// <param name="Spectra">The spectra of all rows.</param>
/// <param name="Critical">The critical noise of all sizes.</param>
/// <param name="Paths">How the likelihood of some formats leaves that of float64.</param>
internal sealed record KernelFinding(
    string Network, KernelKind Kernel, int TrainRows, int TestRows, double MeanDiagonal, IReadOnlyList<SizeFinding> Sizes, SolveNoises SolveNoise, IReadOnlyList<PipelineFinding> Pipelines,
    IReadOnlyList<PrecisionNeed> Needs, IReadOnlyList<string> Deviations, [property: JsonIgnore] Spectra Spectra, [property: JsonIgnore] CriticalNoiseCurve Critical,
    [property: JsonIgnore] IReadOnlyList<LikelihoodPath> Paths)
{
    /// <summary>What to call it.</summary>
    [JsonIgnore]
    public string Name => $"{Network}, {ModelStyles.KernelName(Kernel)}";

    /// <summary>The largest size.</summary>
    [JsonIgnore]
    public SizeFinding Last => Sizes[^1];

    /// <summary>The finding of a pipeline.</summary>
    public PipelineFinding Of(Precision kernel, StorageFormat storage, SolveArithmetic solve) => Pipelines.First(finding => finding.Pipeline == new Pipeline(kernel, storage, solve));
}

/// <summary>The change of the log marginal likelihood by a format, relative to its parts.</summary>
/// <param name="Format">Which.</param>
/// <param name="Points">Rows and change, up to the last size that could be factored.</param>
internal sealed record LikelihoodPath(StorageFormat Format, IReadOnlyList<(double X, double Y)> Points);
