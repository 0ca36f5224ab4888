using System.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Inference;

/// <summary>The log density of targets under a Gaussian process without mean.</summary>
internal static class LogLikelihood
{
    /// <summary><c>−½ yᵀM⁻¹y − ½ log det M − (m/2) log 2π</c> (Rasmussen and Williams, Gaussian Processes for Machine Learning, eq. 2.30).</summary>
    /// <param name="quadraticForm">yᵀM⁻¹y.</param>
    /// <param name="logDeterminant">log det M.</param>
    /// <param name="rows">m.</param>
    public static double Of(double quadraticForm, double logDeterminant, int rows) =>
        -0.5 * (quadraticForm + logDeterminant + rows * Math.Log(Math.Tau));

    /// <summary>That of each output.</summary>
    /// <param name="targets">y: m × outputs.</param>
    /// <param name="weights">M⁻¹y: m × outputs.</param>
    /// <param name="logDeterminant">log det M.</param>
    public static double[] Of<T>(ReadOnlyMatrixSpan<T> targets, ReadOnlyMatrixSpan<T> weights, double logDeterminant)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = checked((int)targets.Rows);
        return Array.ConvertAll(Columns.Products(targets, weights), form => Of(form, logDeterminant, rows));
    }
}
