using System.Text.Json.Serialization;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>Both kernels of a network on the same rows.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="TrainRows">Training rows, those for validation included.</param>
/// <param name="Nngp">The NNGP with its best ridge.</param>
/// <param name="Ntk">The NTK with its best ridge.</param>
/// <param name="Test">The NNGP against the NTK on the test rows.</param>
/// <param name="NngpBytes">Bytes of the kernels of training rows that means and variances with the NNGP need.</param>
/// <param name="NtkBytes">The same with the NTK, which needs both.</param>
/// <param name="NngpFlops">Operations of the NNGP of the training rows alone.</param>
/// <param name="NtkFlops">Operations of both kernels, as the NTK passes through the NNGP.</param>
internal sealed record KernelPair(
    string Network, Precision Precision, int TrainRows, KernelFit Nngp, KernelFit Ntk, PairedAccuracy Test, long NngpBytes, long NtkBytes, double NngpFlops, double NtkFlops)
{
    /// <summary>Below this probability of chance a difference is significant.</summary>
    public const double Significance = 0.05;

    [JsonIgnore]
    public IReadOnlyList<KernelFit> Fits => [Nngp, Ntk];
}

/// <summary>What <c>ntk study nngp-vs-ntk</c> found.</summary>
/// <param name="Networks">Each network.</param>
/// <param name="Average">NNGP minus NTK over all networks.</param>
/// <param name="Margin">What counts as no worse.</param>
internal sealed record NngpVersusNtkValues(IReadOnlyList<KernelPair> Networks, AverageDifference Average, double Margin);
