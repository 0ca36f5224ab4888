using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>What one launch computes.</summary>
internal abstract record FeatureSegment;

/// <summary>Layers: from the inputs' products or from a value kept, to kernel entries or to a value kept.</summary>
/// <param name="Source">The register it starts from; null for the products.</param>
/// <param name="Target">The register it ends with; null for the entries.</param>
/// <param name="Dual">The activation of all its layers.</param>
/// <param name="Steps">The layers, as in <see cref="FeatureSteps"/>.</param>
/// <param name="Constants">A number for each layer.</param>
internal sealed record LayerSegment(int? Source, int? Target, DeviceDual Dual, int[] Steps, double[] Constants) : FeatureSegment;

/// <summary>A sum or a product of values kept.</summary>
/// <param name="Sources">Their registers.</param>
/// <param name="Target">The register of the result.</param>
/// <param name="FirstFactor">The first of its scalars, of first inputs.</param>
/// <param name="SecondFactor">The same, of second inputs.</param>
/// <param name="IsProduct">Whether it is a product.</param>
internal sealed record FanInSegment(int[] Sources, int Target, int FirstFactor, int SecondFactor, bool IsProduct) : FeatureSegment;

/// <summary>A program of a fully-connected network ready for devices, with the kernels of all rows with themselves.</summary>
/// <param name="Segments">In order.</param>
/// <param name="RegisterCount">Values kept.</param>
/// <param name="FirstFactors">Scalars of the first inputs.</param>
/// <param name="SecondFactors">Scalars of the second inputs; the same object where the inputs are.</param>
/// <param name="First">Kernels of the first inputs with themselves.</param>
/// <param name="Second">Kernels of the second inputs with themselves.</param>
internal sealed record FeatureProgram<T>(
    IReadOnlyList<FeatureSegment> Segments, int RegisterCount, FactorTable<T> FirstFactors, FactorTable<T> SecondFactors, RowStates First, RowStates Second) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Dispose()
    {
        FirstFactors.Dispose();
        SecondFactors.Dispose();
    }
}
