using Ntk.Native;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Factorisation;

public sealed partial class CholeskyFactor<T>
{
    /// <summary>
    /// <c>−½ yᵀA⁻¹y − ½ log det A − (n/2) log 2π</c>: the log density of each output's targets under a Gaussian process whose covariance is A
    /// (Rasmussen and Williams, Gaussian Processes for Machine Learning, eq. 2.30).
    /// </summary>
    /// <param name="targets">y: n × outputs.</param>
    /// <param name="weights">A⁻¹y, from <see cref="Solve"/>: n × outputs.</param>
    /// <returns>One an output.</returns>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    public double[] LogMarginalLikelihood(ReadOnlyMatrixSpan<T> targets, ReadOnlyMatrixSpan<T> weights)
    {
        if (targets.Rows != Order || weights.Rows != Order || targets.Columns != weights.Columns)
            throw new DimensionMismatchException($"Targets of {targets.Rows}×{targets.Columns} and weights of {weights.Rows}×{weights.Columns} do not fit a matrix of order {Order}.");
        return LogLikelihood.Of(targets, weights, LogDeterminant());
    }
}
