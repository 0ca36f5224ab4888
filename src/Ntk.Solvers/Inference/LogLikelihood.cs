namespace Ntk.Solvers.Inference;

/// <summary>The log density of targets under a Gaussian process without mean.</summary>
internal static class LogLikelihood
{
    /// <summary><c>−½ yᵀM⁻¹y − ½ log det M − (m/2) log 2π</c> (Rasmussen and Williams, eq. 2.30).</summary>
    /// <param name="quadraticForm">yᵀM⁻¹y.</param>
    /// <param name="logDeterminant">log det M.</param>
    /// <param name="rows">m.</param>
    public static double Of(double quadraticForm, double logDeterminant, int rows) =>
        -0.5 * (quadraticForm + logDeterminant + rows * Math.Log(Math.Tau));
}
