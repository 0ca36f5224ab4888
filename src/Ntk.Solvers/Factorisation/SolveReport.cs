namespace Ntk.Solvers.Factorisation;

/// <summary>What a solve did and how well it went.</summary>
/// <param name="Order">The order n of the matrix.</param>
/// <param name="RightHandSides">How many right-hand sides were solved for.</param>
/// <param name="Ridge">The ridge λ that was added to the diagonal.</param>
/// <param name="JitterUsed">The jitter that was added besides; 0 if none was needed or allowed.</param>
/// <param name="ScaledResidual">
/// <c>‖b − A·x‖₁ / (‖A‖₁ · ‖x‖₁ · n · ε)</c> with the matrix A as it was factored, the largest over all right-hand sides; ε is the
/// unit roundoff, 2⁻⁵³ or 2⁻²⁴. LAPACK's own tests pass up to <see cref="Bound"/>.
/// </param>
public sealed record SolveReport(int Order, int RightHandSides, double Ridge, double JitterUsed, double ScaledResidual)
{
    /// <summary>The scaled residual up to which LAPACK's tests accept a solution.</summary>
    public const double Bound = 30;

    /// <summary>Whether the residual keeps the bound: the solve was backward stable.</summary>
    public bool Passes => ScaledResidual <= Bound;

    /// <summary>That of a solve in mixed precision, whose backward error is in other norms.</summary>
    internal static SolveReport Of<T>(MixedSolveReport report)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new(report.Order, report.RightHandSides, report.Ridge, 0, report.BackwardError / (report.Order * Ntk.Native.UnitRoundoff.Of<T>()));

    /// <summary>A report for two solves with the same matrix: all right-hand sides, the larger residual.</summary>
    internal static SolveReport? Worse(SolveReport? first, SolveReport? second) =>
        first is null || second is null
            ? first ?? second
            : first with { RightHandSides = first.RightHandSides + second.RightHandSides, ScaledResidual = Math.Max(first.ScaledResidual, second.ScaledResidual) };
}
