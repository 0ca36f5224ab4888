using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>A kernel's ensemble.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Kernel">nngp or ntk.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="TrainRows">Training rows of each member, those for validation included.</param>
/// <param name="Ridge">The ridge of all members, relative to the mean of each kernel's diagonal.</param>
/// <param name="Accuracies">On the test rows with 1, 2, … members.</param>
/// <param name="Test">All members against the first alone, on the test rows.</param>
/// <param name="IsRight">Whether all members together are right, row by row.</param>
/// <param name="IsRightAlone">Whether the first is.</param>
internal sealed record AugmentedKernel(
    string Network, KernelKind Kernel, Precision Precision, int TrainRows, double Ridge, IReadOnlyList<double> Accuracies, PairedAccuracy Test, [property: JsonIgnore] bool[] IsRight,
    [property: JsonIgnore] bool[] IsRightAlone);

/// <summary>What <c>ntk study augmentation-ensemble</c> found.</summary>
/// <param name="Members">Members of each ensemble.</param>
/// <param name="Shift">The most pixels of a shift.</param>
/// <param name="Flip">Whether half of the images are mirrored.</param>
/// <param name="Kernels">Both kernels of each network.</param>
/// <param name="Average">All members minus the first alone, over all kernels.</param>
internal sealed record AugmentationEnsembleValues(int Members, int Shift, bool Flip, IReadOnlyList<AugmentedKernel> Kernels, AverageDifference Average);
