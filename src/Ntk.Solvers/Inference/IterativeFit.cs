using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;

namespace Ntk.Solvers.Inference;

/// <summary>Solves for the targets without a factor in the precision of the data.</summary>
internal static class IterativeFit
{
    private const double RefinementTolerance = 1e-14;

    /// <summary>Solves in place.</summary>
    /// <exception cref="SolverPrecisionException">The data are not float64, and the solver is one in mixed precision.</exception>
    public static FitReport Solve<T>(TrainingSet<T> training, Ridge ridge, MatrixSpan<T> targets, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (training.Options.Solver == SolverKind.ConjugateGradients)
            return ConjugateGradients(training, ridge, targets, cancellation);
        MixedSolveReport report = training.Options.Solver == SolverKind.Mixed
            ? Mixed(training, ridge, targets, cancellation)
            : MatrixFree(training, ridge, targets, cancellation);
        return new(training.Options.Solver, SolveReport.Of<T>(report)) { Mixed = report };
    }

    /// <summary>Requires the options to go together.</summary>
    /// <exception cref="SolverPrecisionException">The data are not float64.</exception>
    public static void RequirePrecision<T>(FitOptions options)
        where T : unmanaged
    {
        if (options.Solver is SolverKind.Mixed or SolverKind.MatrixFree && typeof(T) != typeof(double))
            throw new SolverPrecisionException(options.Solver, typeof(T));
    }

    private static MixedSolveReport Mixed<T>(TrainingSet<T> training, Ridge ridge, MatrixSpan<T> targets, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitOptions options = training.Options;
        GramMatrix<T> kernel = training.RegressionKernel(cancellation);
        try
        {
            options.Progress?.Report(new(SolverStage.Factorisation, 0));
            using MixedCholesky<T, float> factor = MixedCholesky<T, float>.Factor(kernel, ridge, options.Tolerance ?? RefinementTolerance, training.Library);
            options.Progress?.Report(new(SolverStage.Factorisation, 1));
            return factor.Solve(targets, cancellation);
        }
        finally
        {
            kernel.Dispose();
        }
    }

    private static MixedSolveReport MatrixFree<T>(TrainingSet<T> training, Ridge ridge, MatrixSpan<T> targets, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitOptions options = training.Options;
        double tolerance = options.Tolerance ?? RefinementTolerance;
        var matrixFree = new MatrixFreeOptions
        {
            Gram = options.GramFor(SolverStage.TrainingKernel),
            Library = training.Library,
            Tolerance = tolerance,
            FactorStore = options.FactorStore,
            FactorProgress = options.Progress,
            Progress = new IterationRelay(options.Progress, tolerance).Report,
        };
        using MatrixFreeCholesky<T, float> solver = MatrixFreeCholesky<T, float>.Factor(
            training.Network, training.Kind.TrainingKernel(), training.Inputs.Span, ridge, matrixFree, cancellation);
        options.Progress?.Report(new(SolverStage.Factorisation, 1));
        return solver.Solve(targets, cancellation);
    }

    private static FitReport ConjugateGradients<T>(TrainingSet<T> training, Ridge ridge, MatrixSpan<T> targets, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitOptions options = training.Options;
        double tolerance = options.Tolerance ?? (typeof(T) == typeof(float) ? 1e-6 : 1e-12);
        using LowRankFactor<T> factor = training.Approximation(cancellation);
        using GramTiles<T> tiles = training.Tiles();
        KernelOutputs output = training.Kind.TrainingKernel();
        double lambda = training.LambdaOf(tiles, ridge);
        var system = new KernelOperator<T>(tiles, output, lambda);

        // Without a ridge the mean of what the approximation leaves out stands for it.
        double shift = Math.Max(lambda, Math.Max(factor.ResidualTrace, factor.Trace * UnitRoundoff.Of<T>()) / factor.Order);
        StateKeeper<T>? keeper = options.IterationStore is { } store ? new(store, Identity(training, targets, lambda)) : null;
        using var solution = new GramMatrix<T>(factor.Order, checked((int)targets.Columns));
        var limits = new IterationLimits { Tolerance = tolerance, Steps = options.IterationSteps, Progress = new IterationRelay(options.Progress, tolerance).Report };
        IterativeSolution last = Iterative.ConjugateGradients.Solve(
            system, factor.Preconditioner(shift), targets, solution.AsMatrix(), limits, keeper, cancellation);
        if (!last.HasConverged)
            throw new IterationException(factor.Order, last.Steps, last.BackwardError, tolerance);
        Columns.Copy(solution.AsMatrix(), targets);
        FiniteEntries.Require<T>(targets, "The solution of the linear system");
        var report = new SolveReport(factor.Order, solution.Columns, lambda, 0, last.BackwardError / (factor.Order * UnitRoundoff.Of<T>()));
        return new(SolverKind.ConjugateGradients, report) { Iteration = last, LowRank = LowRankReport.Of(factor) };
    }

    /// <summary>The hash of all that the iteration's steps depend on.</summary>
    private static string Identity<T>(TrainingSet<T> training, ReadOnlyMatrixSpan<T> targets, double ridge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TileStoreDescription kernel = new GramBuilder<T>(training.Network, training.Options.Gram).Describe(training.Inputs.Span, training.Kind.TrainingKernel(), tileSize: 1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kernel} {ridge:R} {training.Rank} {training.Options.Seed} {targets.Columns}")));
        for (nint row = 0; row < targets.Rows; row++)
            hash.AppendData(MemoryMarshal.AsBytes(targets.Row(row)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Tells how many of the digits to gain have been.</summary>
    private sealed class IterationRelay(IProgress<SolverProgress>? target, double tolerance)
    {
        private double first = double.NaN;

        public void Report(IterativeSolution state)
        {
            if (double.IsNaN(first))
                first = state.BackwardError;
            double toGain = Math.Log(first / tolerance), gained = Math.Log(first / state.BackwardError);
            target?.Report(new(SolverStage.Iteration, state.HasConverged || !(toGain > 0) ? 1 : Math.Clamp(gained / toGain, 0, 1)));
        }
    }
}
