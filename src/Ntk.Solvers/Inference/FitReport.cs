using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;

namespace Ntk.Solvers.Inference;

/// <summary>How a model was fitted, and how well that went.</summary>
/// <param name="Solver">The solver that was used, never <see cref="SolverKind.Auto"/>.</param>
/// <param name="Solve">λ, the jitter that was used, the residual.</param>
public sealed record FitReport(SolverKind Solver, SolveReport Solve)
{
    /// <summary>More on a solve in mixed precision; null of others, and of a stored model.</summary>
    public MixedSolveReport? Mixed { get; init; }

    /// <summary>More on conjugate gradients; null of others, and of a stored model.</summary>
    public IterativeSolution? Iteration { get; init; }

    /// <summary>The low-rank approximation that was the preconditioner or the model; null of others, and of a stored model.</summary>
    public LowRankReport? LowRank { get; init; }

    /// <summary>The eigenvalues that counted; null of others, and of a stored model.</summary>
    public EigenReport? Eigen { get; init; }
}

/// <summary>How good a low-rank approximation is.</summary>
/// <param name="Rank">Columns of the factor F.</param>
/// <param name="Trace">tr M.</param>
/// <param name="ResidualTrace">tr(M − F·Fᵀ), the error in the nuclear norm.</param>
public sealed record LowRankReport(int Rank, double Trace, double ResidualTrace)
{
    internal static LowRankReport Of<T>(LowRankFactor<T> factor)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => new(factor.Rank, factor.Trace, factor.ResidualTrace);
}

/// <summary>What an eigendecomposition found.</summary>
/// <param name="Rank">Eigenvalues that count; the others are zero to working precision.</param>
/// <param name="Smallest">The smallest eigenvalue of the kernel with its ridge.</param>
/// <param name="Largest">The largest.</param>
public sealed record EigenReport(int Rank, double Smallest, double Largest);
