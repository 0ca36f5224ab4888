using Ntk.Engine.Programs;

namespace Ntk.Engine.Reference;

/// <summary>Both kernels in double-double.</summary>
/// <param name="Nngp">The NNGP kernel K.</param>
/// <param name="Ntk">The neural tangent kernel Θ.</param>
public sealed record ReferenceResult(ReferenceMatrix Nngp, ReferenceMatrix Ntk)
{
    /// <summary>One of the two.</summary>
    /// <param name="output">The NNGP or the NTK.</param>
    public ReferenceMatrix Of(KernelOutputs output) => output == KernelOutputs.Ntk ? Ntk : Nngp;
}
