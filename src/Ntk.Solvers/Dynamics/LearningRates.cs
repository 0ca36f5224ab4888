namespace Ntk.Solvers.Dynamics;

/// <summary>What learning rates and momenta may be.</summary>
internal static class LearningRates
{
    /// <summary>Refuses what no training has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">η is not finite and positive, or μ not in [0, 1).</exception>
    public static void Require(double learningRate, double? momentum)
    {
        if (!(learningRate > 0) || !double.IsFinite(learningRate))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "A learning rate must be finite and positive.");
        if (momentum is { } inertia && !(inertia >= 0 && inertia < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum must be in [0, 1).");
    }

    /// <summary>2(1 + μ)/(λ_max·curvature): where discrete gradient descent with heavy-ball momentum begins to diverge.</summary>
    public static double LargestStable(double largestEigenvalue, double curvature, double momentum) => 2 * (1 + momentum) / (largestEigenvalue * curvature);
}
