using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>A family of networks.</summary>
internal enum Architecture
{
    /// <summary>Fully connected.</summary>
    Dense,

    /// <summary>Convolutions, then all pixels.</summary>
    ConvVec,

    /// <summary>Convolutions, then the mean over all pixels.</summary>
    ConvGap,
}

/// <summary>How the members of an ensemble are weighted.</summary>
internal enum EnsembleWeighting
{
    /// <summary>By least squares on leave-one-out predictions.</summary>
    Stacked,

    /// <summary>By the evidence for each.</summary>
    Evidence,

    /// <summary>Equally.</summary>
    Equal,
}

/// <summary>What <c>ntk select</c> compares, and on which rows.</summary>
/// <param name="Rows">The rows; without a validation share unless the measure needs one.</param>
/// <param name="Candidates">The networks.</param>
/// <param name="Kernels">The kernels of each.</param>
/// <param name="Ridges">The ridges of each.</param>
/// <param name="Measure">What decides.</param>
/// <param name="RefinesRidge">Whether to search on between ridges.</param>
/// <param name="Members">How many of the best networks make the ensemble.</param>
/// <param name="Weighting">How they are weighted.</param>
internal sealed record SelectionSettings(
    ExperimentSettings Rows, IReadOnlyList<NetworkCandidate> Candidates, IReadOnlyList<KernelKind> Kernels, IReadOnlyList<Ridge> Ridges, ModelMeasure Measure, bool RefinesRidge, int Members,
    EnsembleWeighting Weighting)
{
    /// <summary>The kernel matrices that are compared.</summary>
    public KernelOutputs Outputs => Kernels.Aggregate(KernelOutputs.None, (outputs, kind) => outputs | kind.TrainingOutputs());

    /// <summary>Makes the networks of a family.</summary>
    public static NetworkFamily FamilyOf(Architecture architecture, Activation activation) => architecture switch
    {
        Architecture.ConvVec => NetworkFamily.ConvVec(activation),
        Architecture.ConvGap => NetworkFamily.ConvGap(activation),
        _ => NetworkFamily.FullyConnected(activation),
    };
}
