using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>The kernel matrices that were asked for.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GramResult<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T>? nngp;
    private readonly GramMatrix<T>? ntk;

    internal GramResult(GramMatrix<T>? nngp, GramMatrix<T>? ntk)
    {
        this.nngp = nngp;
        this.ntk = ntk;
    }

    /// <summary>The NNGP kernel K.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public GramMatrix<T> Nngp => nngp ?? throw new InvalidOperationException("The NNGP kernel was not asked for (KernelOutputs.Nngp).");

    /// <summary>The neural tangent kernel Θ.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public GramMatrix<T> Ntk => ntk ?? throw new InvalidOperationException("The NTK was not asked for (KernelOutputs.Ntk).");

    /// <summary>The matrices that are there.</summary>
    public KernelOutputs Outputs => (nngp is null ? KernelOutputs.None : KernelOutputs.Nngp) | (ntk is null ? KernelOutputs.None : KernelOutputs.Ntk);

    /// <inheritdoc/>
    public void Dispose()
    {
        nngp?.Dispose();
        ntk?.Dispose();
    }
}

/// <summary>The kernels of inputs with themselves, K(x,x) and Θ(x,x), in double.</summary>
/// <param name="Nngp">K(x,x) of each row.</param>
/// <param name="Ntk">Θ(x,x) of each row; empty if it was not asked for.</param>
public sealed record KernelDiagonal(IReadOnlyList<double> Nngp, IReadOnlyList<double> Ntk)
{
    /// <summary>One of the two.</summary>
    /// <param name="output">The NNGP or the NTK.</param>
    public IReadOnlyList<double> Of(KernelOutputs output) => output == KernelOutputs.Ntk ? Ntk : Nngp;
}
