namespace Ntk.Engine.Programs;

/// <summary>Which kernels are asked for. The NNGP alone costs about half of both, in time and in memory.</summary>
[Flags]
public enum KernelOutputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The NNGP kernel K.</summary>
    Nngp = 1,

    /// <summary>The neural tangent kernel Θ.</summary>
    Ntk = 2,

    /// <summary>Both.</summary>
    Both = Nngp | Ntk,
}
