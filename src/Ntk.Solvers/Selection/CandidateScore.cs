namespace Ntk.Solvers.Selection;

/// <summary>How a model predicts training rows it has not seen.</summary>
/// <param name="MeanSquaredError">The mean of (prediction − target)² over rows and outputs.</param>
/// <param name="MeanLogDensity">The mean of <c>log N(target; μᵢ, σᵢ²)</c> over rows and outputs, the ridge as noise included.</param>
/// <param name="Accuracy">The share of rows whose largest prediction is their largest target; null of one output.</param>
public sealed record LeaveOneOutScore(double MeanSquaredError, double MeanLogDensity, double? Accuracy);

/// <summary>How a model does on validation rows.</summary>
/// <param name="Accuracy">Classification accuracy; null of one output.</param>
/// <param name="MeanSquaredError">The mean of (prediction − target)² over rows and outputs.</param>
public sealed record ValidationScore(double? Accuracy, double MeanSquaredError);

/// <summary>How one network with one kernel and one ridge did.</summary>
/// <param name="Candidate">The network.</param>
/// <param name="Kernel">Its kernel.</param>
/// <param name="Ridge">The ridge, and what it makes of the training kernel.</param>
/// <param name="RelativeRidge">What the ridge adds to the diagonal, relative to the diagonal's mean.</param>
/// <param name="IsRefined">Whether the ridge was found between those of the grid.</param>
/// <param name="LeaveOneOut">On training rows; null if the ridge is not well conditioned.</param>
/// <param name="Validation">On validation rows; null without any, or if the ridge is not well conditioned.</param>
public sealed record CandidateScore(
    NetworkCandidate Candidate, KernelKind Kernel, RidgeCandidate Ridge, double RelativeRidge, bool IsRefined, LeaveOneOutScore? LeaveOneOut, ValidationScore? Validation)
{
    /// <summary>The sum over the outputs; null if the ridge is not well conditioned.</summary>
    public double? LogMarginalLikelihood => Ridge.Outcome == RidgeOutcome.WellConditioned ? Ridge.LogMarginalLikelihood!.Sum() : null;
}

/// <summary>A network that could not be compared.</summary>
/// <param name="Candidate">The network.</param>
/// <param name="Error">Why: what its kernel, its eigendecomposition or its predictions said.</param>
public sealed record CandidateFailure(NetworkCandidate Candidate, Ntk.Native.NtkException Error);
