using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Errors of kernels against double-double.</summary>
/// <param name="Depths">As computed, by depth.</param>
/// <param name="Distances">Between near duplicates, by their distance.</param>
/// <param name="Formats">As stored, by format.</param>
/// <param name="Needs">The cheapest format that carries a ridge.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record KernelErrorResult(
    IReadOnlyList<DepthErrors> Depths, IReadOnlyList<DistanceErrors> Distances, IReadOnlyList<FormatErrors> Formats, IReadOnlyList<FormatNeed> Needs, double Seconds)
{
    /// <summary>The numbers of all plots and tables.</summary>
    [JsonIgnore]
    public IReadOnlyList<Curve> Curves => KernelErrorCurves.Of(this);

    /// <summary>The sections of a report, as HTML.</summary>
    public string Section() => KernelErrorSection.Write(this);
}

/// <summary>The errors of one kernel as computed.</summary>
/// <param name="Network">The network.</param>
/// <param name="Depth">Hidden layers or convolutions.</param>
/// <param name="Kernel">NNGP or NTK.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="Errors">The errors.</param>
internal sealed record DepthErrors(string Network, int Depth, KernelKind Kernel, Precision Precision, KernelErrors Errors);

/// <summary>The largest error between near duplicates.</summary>
/// <param name="Network">The network.</param>
/// <param name="Distance">‖x − x'‖/‖x‖.</param>
/// <param name="Kernel">NNGP or NTK.</param>
/// <param name="Method">What computed it.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="Largest">|v − v*|/√(v*(x,x)·v*(x',x')).</param>
internal sealed record DistanceErrors(string Network, double Distance, KernelKind Kernel, KernelMethod Method, Precision Precision, double Largest);

/// <summary>How a kernel is computed.</summary>
internal enum KernelMethod
{
    /// <summary>By this program.</summary>
    Engine,

    /// <summary>By the textbook's recursion on K, as other libraries do.</summary>
    Textbook,
}

/// <summary>The errors of one kernel as stored.</summary>
/// <param name="Network">The network.</param>
/// <param name="Depth">Hidden layers or convolutions.</param>
/// <param name="Kernel">NNGP or NTK.</param>
/// <param name="Precision">The arithmetic it was computed in.</param>
/// <param name="Format">What it was stored in.</param>
/// <param name="SignificandBits">The format's bits, the leading one included.</param>
/// <param name="Bits">Bits of an entry.</param>
/// <param name="Errors">The errors; null where an entry is beyond the format's range.</param>
/// <param name="Need">What they ask of the ridge; null with the errors.</param>
internal sealed record FormatErrors(
    string Network, int Depth, KernelKind Kernel, Precision Precision, string Format, int SignificandBits, int Bits, KernelErrors? Errors, StorageNeed? Need);

/// <summary>The format of fewest bits with which solutions keep a digit.</summary>
/// <param name="Network">The network.</param>
/// <param name="Rows">Rows of its kernel.</param>
/// <param name="Kernel">NNGP or NTK, computed in float64.</param>
/// <param name="Ridge">Relative to the mean of the diagonal.</param>
/// <param name="Format">The format; null where none suffices.</param>
internal sealed record FormatNeed(string Network, int Rows, KernelKind Kernel, double Ridge, string? Format);
