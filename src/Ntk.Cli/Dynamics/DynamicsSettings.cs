using Ntk.Engine.Networks;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>What is trained, and how.</summary>
/// <param name="Network">The network.</param>
/// <param name="Kernel">ntk: all layers; nngp: the last alone.</param>
/// <param name="Loss">What training makes small.</param>
/// <param name="HuberDelta">Where Huber's parabola ends; null for where it does by itself.</param>
/// <param name="Times">When to look, ascending.</param>
/// <param name="LearningRate">η; null for <see cref="AutomaticShare"/> of the largest stable.</param>
/// <param name="Momentum">μ; null for plain gradient flow.</param>
/// <param name="MaximumSteps">Steps of the integration.</param>
/// <param name="Source">The rows.</param>
internal sealed record DynamicsSettings(
    Network Network, KernelKind Kernel, LossKind Loss, double? HuberDelta, IReadOnlyList<double> Times, double? LearningRate, double? Momentum, int MaximumSteps, DynamicsSource Source)
{
    /// <summary>The share of the largest stable learning rate that is taken unless one is given.</summary>
    public const double AutomaticShare = 0.5;

    /// <summary>The learning rate, now that the largest stable one is known.</summary>
    /// <exception cref="UsageException">None is given, and the kernel is zero.</exception>
    public double LearningRateFor(double largestStable)
    {
        if (LearningRate is { } given)
            return given;
        return largestStable > 0 && double.IsFinite(largestStable)
            ? AutomaticShare * largestStable
            : throw new UsageException("The training kernel has no positive eigenvalue, so that no learning rate follows from it. Give one: --learning-rate 1.");
    }
}
