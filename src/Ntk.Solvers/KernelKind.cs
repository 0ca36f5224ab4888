using Ntk.Engine.Programs;

namespace Ntk.Solvers;

/// <summary>Which infinitely wide network's distribution is inferred. K is the NNGP kernel, Θ the neural tangent kernel.</summary>
public enum KernelKind
{
    /// <summary>Bayesian inference: the Gaussian process with covariance K.</summary>
    Nngp,

    /// <summary>
    /// Training to convergence by gradient descent: the mean of kernel regression with Θ, and the covariance of an
    /// ensemble of such networks, which needs both kernels.
    /// </summary>
    Ntk,

    /// <summary>The Gaussian process with covariance Θ.</summary>
    NtkGp,
}

/// <summary>Which kernel matrices a kind needs.</summary>
internal static class KernelKinds
{
    /// <summary>The kernel that is regularised and factored.</summary>
    public static KernelOutputs TrainingKernel(this KernelKind kind) => kind switch
    {
        KernelKind.Nngp => KernelOutputs.Nngp,
        KernelKind.Ntk or KernelKind.NtkGp => KernelOutputs.Ntk,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Choose nngp, ntk or ntkgp."),
    };

    /// <summary>The kernel of the prior over functions, whose values at the test points the covariance starts from.</summary>
    public static KernelOutputs PriorKernel(this KernelKind kind) =>
        kind == KernelKind.NtkGp ? KernelOutputs.Ntk : KernelOutputs.Nngp;

    /// <summary>Whether the covariance mixes Θ with K.</summary>
    public static bool MixesKernels(this KernelKind kind) => kind == KernelKind.Ntk;

    /// <summary>Requires outputs to name one kernel: systems, factors and approximations are of one.</summary>
    /// <exception cref="ArgumentException">They name both, or none.</exception>
    public static void RequireOne(this KernelOutputs outputs, string argument)
    {
        if (outputs is not (KernelOutputs.Nngp or KernelOutputs.Ntk))
            throw new ArgumentException($"One kernel is needed, NNGP or NTK; asked for: {outputs}.", argument);
    }
}
