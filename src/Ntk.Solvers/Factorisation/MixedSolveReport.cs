namespace Ntk.Solvers.Factorisation;

/// <summary>How a system was solved to full precision.</summary>
public enum SolvePath
{
    /// <summary>Iterative refinement with the factor in lower precision.</summary>
    Refinement,

    /// <summary>Conjugate gradients, preconditioned by that factor.</summary>
    ConjugateGradients,

    /// <summary>A factor in full precision, and iterative refinement with it.</summary>
    FullPrecision,
}

/// <summary>What a solve in mixed precision did and how well it went.</summary>
/// <param name="Order">The order n of the matrix.</param>
/// <param name="RightHandSides">How many right-hand sides were solved for.</param>
/// <param name="Ridge">The ridge λ that was added to the diagonal.</param>
/// <param name="Path">Which way led to the solution.</param>
/// <param name="Steps">Corrections by refinement and steps of conjugate gradients, of all ways tried.</param>
/// <param name="Shift">
/// What was added to the diagonal of the equilibrated matrix, which is about 1, so that it could be factored in lower precision; 0 if nothing was. The solution is that
/// of the matrix without it.
/// </param>
/// <param name="BackwardError">
/// <c>‖b − A·x‖∞ / (‖A‖∞·‖x‖∞ + ‖b‖∞)</c> of the equilibrated system, the largest over all right-hand sides.
/// </param>
/// <param name="Condition">
/// An estimate of the condition number ‖A‖₁·‖A⁻¹‖₁ of the equilibrated matrix; a lower bound that a shift or the lower precision keeps from growing beyond about its inverse.
/// </param>
public sealed record MixedSolveReport(
    int Order, int RightHandSides, double Ridge, SolvePath Path, int Steps, double Shift, double BackwardError, double Condition);
