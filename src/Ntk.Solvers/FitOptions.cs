using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers;

/// <summary>How a model is fitted and how it predicts.</summary>
public sealed record FitOptions
{
    /// <summary>How kernel matrices are computed.</summary>
    public GramOptions Gram { get; init; } = new();

    /// <summary>What to do if the training kernel with its ridge is not positive definite; by default, an error.</summary>
    public Jitter Jitter { get; init; } = Jitter.None;

    /// <summary>How the training kernel's system is solved; a Cholesky factor unless given. Jitter goes with that one alone.</summary>
    public SolverKind Solver { get; init; } = SolverKind.Cholesky;

    /// <summary>Columns of the low-rank approximation for <see cref="SolverKind.Nystrom"/> and <see cref="SolverKind.ConjugateGradients"/>, ≥ 1; null for 1,000. There are no more than training rows.</summary>
    public int? Rank
    {
        get;
        init
        {
            if (value is { } rank)
                ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>Of the random choices of that approximation.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// The normwise backward error to reach by refinement or conjugate gradients, &gt; 0; null for 1e-14, and for conjugate gradients 1e-12 (float64) or 1e-6 (float32).
    /// </summary>
    public double? Tolerance
    {
        get;
        init
        {
            if (value is { } tolerance)
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance, nameof(value));
            field = value;
        }
    }

    /// <summary>Most steps of conjugate gradients, ≥ 1.</summary>
    public int IterationSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 1000;

    /// <summary>Keeps how far conjugate gradients have come, so that a fit which was ended can be continued; null to keep nothing.</summary>
    public IIterationStore? IterationStore { get; init; }

    /// <summary>
    /// Keeps the factor of <see cref="SolverKind.MatrixFree"/> out of memory, panel by panel, so that a fit which was ended can be continued; null to hold it in memory. A
    /// store holds one factor.
    /// </summary>
    public ITileStore? FactorStore { get; init; }

    /// <summary>The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</summary>
    public LinearAlgebra? Library { get; init; }

    /// <summary>
    /// Test rows that are predicted at once where no full covariance is asked for, ≥ 1; null for as many as keep the
    /// kernel between them and the training rows within 256 MiB, 64 to 8192.
    /// </summary>
    public int? PredictionBlockRows
    {
        get;
        init
        {
            if (value is { } rows)
                ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>Told how far the work has come, from any thread.</summary>
    public IProgress<SolverProgress>? Progress { get; init; }

    /// <summary>Columns of a low-rank approximation, if there are as many rows.</summary>
    internal int ResolvedRank => Rank ?? 1000;

    /// <summary>The library to use.</summary>
    internal LinearAlgebra ResolvedLibrary => Library ?? LinearAlgebra.Default;

    /// <summary>Options for kernel matrices that also report to <see cref="Progress"/>.</summary>
    internal GramOptions GramFor(SolverStage stage) =>
        Progress is { } progress ? Gram with { Progress = new GramRelay(stage, progress, Gram.Progress) } : Gram;

    private sealed class GramRelay(SolverStage stage, IProgress<SolverProgress> target, IProgress<GramProgress>? other) : IProgress<GramProgress>
    {
        public void Report(GramProgress value)
        {
            target.Report(new(stage, value.CompletedEntries / (double)Math.Max(1, value.TotalEntries)));
            other?.Report(value);
        }
    }
}

/// <summary>A part of the work.</summary>
public enum SolverStage
{
    /// <summary>The kernel of the training rows.</summary>
    TrainingKernel,

    /// <summary>Its Cholesky factorisation.</summary>
    Factorisation,

    /// <summary>Its eigenvalues and eigenvectors.</summary>
    Eigendecomposition,

    /// <summary>A low-rank approximation of it.</summary>
    Approximation,

    /// <summary>Steps of an iteration; the fraction is that of the digits to gain.</summary>
    Iteration,

    /// <summary>The kernel between test and training rows.</summary>
    TestKernel,

    /// <summary>Prediction, counted in test rows.</summary>
    Prediction,
}

/// <summary>How far a part of the work has come.</summary>
/// <param name="Stage">The part.</param>
/// <param name="Fraction">0 at its start, 1 at its end.</param>
public readonly record struct SolverProgress(SolverStage Stage, double Fraction);
