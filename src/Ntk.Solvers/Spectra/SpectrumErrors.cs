using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>A search for eigenpairs came to its limit before all residuals were small enough.</summary>
/// <param name="end">Which eigenvalues were sought.</param>
/// <param name="values">The approximate eigenvalues, the outermost first.</param>
/// <param name="residuals">‖A·v − λ·v‖ of each: within that distance of each value there is an eigenvalue.</param>
/// <param name="bound">What the residuals should have been at most.</param>
/// <param name="steps">Products with the matrix that were made.</param>
public sealed class EigenpairConvergenceException(SpectrumEnd end, IReadOnlyList<double> values, IReadOnlyList<double> residuals, double bound, int steps)
    : NtkException(
        $"{residuals.Count(residual => !(residual <= bound))} of the {residuals.Count} {(end == SpectrumEnd.Largest ? "largest" : "smallest")} eigenvalues did not converge in {steps} steps: " +
        $"the largest residual is {residuals.Max():G3}, above {bound:G3}. Allow more steps or a larger residual, give a preconditioner, or decompose the matrix in memory.")
{
    /// <summary>Which eigenvalues were sought.</summary>
    public SpectrumEnd End { get; } = end;

    /// <summary>The approximate eigenvalues, the outermost first.</summary>
    public IReadOnlyList<double> Values { get; } = values;

    /// <summary>‖A·v − λ·v‖ of each.</summary>
    public IReadOnlyList<double> Residuals { get; } = residuals;

    /// <summary>What the residuals should have been at most.</summary>
    public double Bound { get; } = bound;

    /// <summary>Products with the matrix that were made.</summary>
    public int Steps { get; } = steps;
}

/// <summary>A window of a spectrum has too few eigenvalues above the noise to fit a power law to.</summary>
/// <param name="first">First index, from one.</param>
/// <param name="last">Last index, from one.</param>
/// <param name="count">How many eigenvalues are known.</param>
public sealed class PowerLawWindowException(int first, int last, int count)
    : NtkException(
        $"A power law cannot be fitted to the eigenvalues {first} to {last} of {count}: it takes at least {PowerLawFit.FewestValues} positive ones above the rounding errors. " +
        "Use more rows or eigenvalues, or another window.")
{
    /// <summary>First index, from one.</summary>
    public int First { get; } = first;

    /// <summary>Last index, from one.</summary>
    public int Last { get; } = last;
}
