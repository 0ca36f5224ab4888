namespace Ntk.Solvers.Selection;

/// <summary>Whether a training kernel with a ridge can be solved with.</summary>
public enum RidgeOutcome
{
    /// <summary>It is positive definite, and its condition number is within 1/ε.</summary>
    WellConditioned,

    /// <summary>
    /// Its eigenvalues are positive, but its condition number exceeds 1/ε, ε being the unit roundoff (2⁻⁵³ or 2⁻²⁴): the smallest
    /// are rounding errors, and a Cholesky factorisation may fail.
    /// </summary>
    IllConditioned,

    /// <summary>Its smallest eigenvalue is not positive.</summary>
    NotPositiveDefinite,
}

/// <summary>What a ridge makes of a training kernel with eigenvalues λᵢ.</summary>
/// <param name="Ridge">The ridge.</param>
/// <param name="AbsoluteRidge">What it adds to the diagonal, r.</param>
/// <param name="Outcome">Whether the sum can be solved with.</param>
/// <param name="ConditionNumber"><c>(λ_max + r)/(λ_min + r)</c>; infinite if the sum is not positive definite.</param>
/// <param name="EffectiveDimension"><c>Σ λᵢ/(λᵢ + r)</c>, the degrees of freedom of the fit; null if the sum is not positive definite.</param>
/// <param name="LogMarginalLikelihood">That of each output's targets; null if the sum is not positive definite.</param>
public sealed record RidgeCandidate(
    Ridge Ridge, double AbsoluteRidge, RidgeOutcome Outcome, double ConditionNumber, double? EffectiveDimension, IReadOnlyList<double>? LogMarginalLikelihood);
