namespace Ntk.Solvers.Iterative;

/// <summary>How an iteration went.</summary>
/// <param name="Steps">Corrections, or steps of the method, each of which multiplies by the matrix once.</param>
/// <param name="BackwardError">The normwise backward error, the largest over all right-hand sides; NaN if a number overflowed.</param>
/// <param name="HasConverged">Whether it is at most what was asked for.</param>
public readonly record struct IterativeSolution(int Steps, double BackwardError, bool HasConverged);

/// <summary>When an iteration ends.</summary>
public sealed record IterationLimits
{
    /// <summary>The backward error to reach: &gt; 0.</summary>
    public double Tolerance { get; init; } = 1e-14;

    /// <summary>Most steps: ≥ 0.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Told the steps done and the backward error after each.</summary>
    public Action<IterativeSolution>? Progress { get; init; }
}
