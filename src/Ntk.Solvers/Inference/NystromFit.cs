using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.LowRank;

namespace Ntk.Solvers.Inference;

/// <summary>Fits a regression on few columns of the training kernel: a model of the training rows these belong to.</summary>
internal static class NystromFit
{
    /// <summary>Fits it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ridge is zero.</exception>
    /// <exception cref="NotPositiveDefiniteException">The ridge is too small for the rounding errors of the approximation.</exception>
    public static GaussianProcess<T> Fit<T>(TrainingSet<T> training, DenseRows<T> targets, Ridge ridge, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using LowRankFactor<T> factor = training.Approximation(cancellation);
        double lambda = ridge.Resolve(factor.Trace / factor.Order);
        using GramMatrix<T> solved = factor.Regress(targets.Matrix, lambda, out SolveReport report);
        int[] pivots = [.. factor.Pivots];
        DenseRows<T> weights = DenseRows<T>.Copy(solved.ToTensor(), "The weights");
        return new(
            training with { Inputs = training.Inputs.Pick(pivots) }, targets.Pick(pivots), weights, ridge,
            new FitReport(SolverKind.Nystrom, report) { LowRank = LowRankReport.Of(factor) }, factor: null);
    }
}
