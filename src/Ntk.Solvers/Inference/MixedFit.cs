using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>Fits without a factor in the precision of the data.</summary>
internal static class MixedFit
{
    /// <summary>Solves for the targets in place.</summary>
    /// <exception cref="SolverPrecisionException">The data are not float64.</exception>
    public static MixedSolveReport Solve<T>(TrainingSet<T> training, Ridge ridge, MatrixSpan<T> targets, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitOptions options = training.Options;
        options.Progress?.Report(new(SolverStage.Factorisation, 0));
        if (options.Solver == SolverKind.Mixed)
        {
            GramMatrix<T> kernel = training.RegressionKernel(cancellation);
            try
            {
                using MixedCholesky<T, float> factor = MixedCholesky<T, float>.Factor(kernel, ridge, training.Library);
                options.Progress?.Report(new(SolverStage.Factorisation, 1));
                return factor.Solve(targets, cancellation);
            }
            finally
            {
                kernel.Dispose();
            }
        }

        var matrixFree = new MatrixFreeOptions { Gram = options.GramFor(SolverStage.TrainingKernel), Library = training.Library };
        using MatrixFreeCholesky<T, float> solver = MatrixFreeCholesky<T, float>.Factor(
            training.Network, training.Kind.TrainingKernel(), training.Inputs.Span, ridge, matrixFree, cancellation);
        options.Progress?.Report(new(SolverStage.Factorisation, 1));
        return solver.Solve(targets, cancellation);
    }

    /// <summary>Requires the options to go together.</summary>
    /// <exception cref="SolverPrecisionException">The data are not float64.</exception>
    public static void RequirePrecision<T>(FitOptions options)
        where T : unmanaged
    {
        if (options.Solver != SolverKind.Cholesky && typeof(T) != typeof(double))
            throw new SolverPrecisionException(options.Solver, typeof(T));
    }
}
