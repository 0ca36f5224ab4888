using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>Layers that one launch computes: from the inputs' products or from a value kept, to kernel entries or to a value kept.</summary>
/// <param name="ReadsProducts">Whether it starts from the products, rather than from the value kept.</param>
/// <param name="WritesEntries">Whether it ends with the entries, rather than with a value kept.</param>
/// <param name="Dual">The activation of all its layers.</param>
/// <param name="Steps">The layers, as in <see cref="FeatureSteps"/>.</param>
/// <param name="Constants">A number for each layer.</param>
internal sealed record FeatureSegment(bool ReadsProducts, bool WritesEntries, DeviceDual Dual, int[] Steps, double[] Constants);

/// <summary>A program of a fully-connected network ready for devices, with the kernels of all rows with themselves.</summary>
/// <param name="Segments">In order.</param>
/// <param name="FirstFactors">Scalars of the first inputs.</param>
/// <param name="SecondFactors">Scalars of the second inputs; the same object where the inputs are.</param>
/// <param name="First">Kernels of the first inputs with themselves.</param>
/// <param name="Second">Kernels of the second inputs with themselves.</param>
internal sealed record FeatureProgram<T>(
    IReadOnlyList<FeatureSegment> Segments, FactorTable<T> FirstFactors, FactorTable<T> SecondFactors, RowStates First, RowStates Second) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Dispose()
    {
        FirstFactors.Dispose();
        SecondFactors.Dispose();
    }
}
