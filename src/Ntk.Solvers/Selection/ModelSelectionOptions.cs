namespace Ntk.Solvers.Selection;

/// <summary>How models are compared.</summary>
public sealed record ModelSelectionOptions
{
    /// <summary>The kernels to compare, at least one, computed together for each network. <see cref="KernelKind.NtkGp"/> has the scores of <see cref="KernelKind.Ntk"/>.</summary>
    public IReadOnlyList<KernelKind> Kernels { get; init; } = [KernelKind.Nngp];

    /// <summary>The ridges to compare, at least one.</summary>
    public IReadOnlyList<Ridge> Ridges { get; init; } = RidgeGrid.Default;

    /// <summary>
    /// Whether to search on, by golden section in log ridge, between the neighbours of each kernel's best ridge. Not for
    /// <see cref="ModelMeasure.ValidationAccuracy"/>, which is a step function.
    /// </summary>
    public bool RefinesRidge { get; init; }

    /// <summary>How kernels are computed, and with which library; no jitter is ever added.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Told the scores of each network as soon as it has them.</summary>
    public IProgress<IReadOnlyList<CandidateScore>>? Progress { get; init; }
}
