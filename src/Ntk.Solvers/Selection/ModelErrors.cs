using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>None of the models could be compared.</summary>
/// <param name="failures">The networks that failed, with their errors.</param>
/// <param name="scores">The models whose ridge is not well conditioned.</param>
public sealed class NoUsableModelException(IReadOnlyList<CandidateFailure> failures, IReadOnlyList<CandidateScore> scores)
    : NtkException(
        failures.Count > 0
            ? $"{failures.Count} networks failed, and {scores.Count} ridges of the others are too small to solve with. The first error: {failures[0].Error.Message}"
            : $"None of {scores.Count} models has a kernel that is positive definite to working precision. Offer larger ridges, or compute in float64.",
        failures.Count > 0 ? failures[0].Error : null)
{
    /// <summary>The networks that failed.</summary>
    public IReadOnlyList<CandidateFailure> Failures { get; } = failures;

    /// <summary>The models whose ridge is not well conditioned.</summary>
    public IReadOnlyList<CandidateScore> Scores { get; } = scores;
}

/// <summary>A selection was cancelled; what it had found is here.</summary>
/// <param name="scores">The scores of all networks that were done.</param>
/// <param name="failures">The networks that had failed.</param>
/// <param name="cancellation">What cancelled it.</param>
public sealed class ModelSelectionCanceledException(IReadOnlyList<CandidateScore> scores, IReadOnlyList<CandidateFailure> failures, CancellationToken cancellation)
    : OperationCanceledException($"The selection was cancelled after {scores.Count} models.", cancellation)
{
    /// <summary>The scores of all networks that were done.</summary>
    public IReadOnlyList<CandidateScore> Scores { get; } = scores;

    /// <summary>The networks that had failed.</summary>
    public IReadOnlyList<CandidateFailure> Failures { get; } = failures;
}
