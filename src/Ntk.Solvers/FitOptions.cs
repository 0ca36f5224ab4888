using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers;

/// <summary>How a model is fitted and how it predicts.</summary>
public sealed record FitOptions
{
    /// <summary>How kernel matrices are computed.</summary>
    public GramOptions Gram { get; init; } = new();

    /// <summary>What to do if the training kernel with its ridge is not positive definite; by default, an error.</summary>
    public Jitter Jitter { get; init; } = Jitter.None;

    /// <summary>
    /// How the training kernel's system is solved; a Cholesky factor unless given. The others need float64 data, add no jitter, and leave no factor: variances and
    /// likelihoods, if asked for, compute one.
    /// </summary>
    public SolverKind Solver { get; init; } = SolverKind.Cholesky;

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

    /// <summary>The kernel between test and training rows.</summary>
    TestKernel,

    /// <summary>Prediction, counted in test rows.</summary>
    Prediction,
}

/// <summary>How far a part of the work has come.</summary>
/// <param name="Stage">The part.</param>
/// <param name="Fraction">0 at its start, 1 at its end.</param>
public readonly record struct SolverProgress(SolverStage Stage, double Fraction);
