using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>What <c>ntk spectrum</c> is asked for.</summary>
/// <param name="Network">The network.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Method">How its spectrum is found.</param>
/// <param name="Ridge">What is added to the diagonal where condition, effective dimension and log-determinant are concerned.</param>
/// <param name="Count">Eigenvalues of each end to report; null for as many as the method has by itself.</param>
/// <param name="Probes">Random vectors of the quadrature.</param>
/// <param name="Steps">Steps of the quadrature, and most products for each end of the spectrum.</param>
/// <param name="Output">Where to write the eigenvalues; null for nowhere.</param>
/// <param name="Report">Where to write the report; null for nowhere.</param>
internal sealed record SpectrumSettings(
    Network Network, KernelKind Kernel, SpectrumMethod Method, Ridge Ridge, int? Count, int Probes, int Steps, string? Output, string? Report)
{
    private const int DenseCount = 10;
    private const int LanczosCount = 50;

    // The smallest ones converge slowly.
    private const int MostSmallest = 4;

    public KernelOutputs Outputs => Kernel.TrainingOutputs();

    /// <summary>How many of the largest eigenvalues of a kernel of so many rows.</summary>
    public int LargestOf(int rows) => Math.Min(rows, Count ?? (Method == SpectrumMethod.Dense ? DenseCount : LanczosCount));

    /// <summary>How many of the smallest.</summary>
    public int SmallestOf(int rows) => Method == SpectrumMethod.Dense ? LargestOf(rows) : Math.Min(MostSmallest, LargestOf(rows));

    /// <summary>The quadrature.</summary>
    public QuadratureOptions Quadrature(ulong seed) => new() { Probes = Probes, Steps = Steps, Seed = unchecked((int)seed) };
}
