using System.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// From a factor in low precision to a solution in high precision: refinement, conjugate gradients, and a factor in high precision where there is one to be had.
/// </summary>
/// <param name="system">The matrix.</param>
/// <param name="factor">Its factor; belongs to the iteration.</param>
/// <param name="tolerance">The backward error to reach.</param>
/// <param name="gradientSteps">Most steps of conjugate gradients.</param>
/// <param name="factorFully">Makes a factor in high precision; null where that would not fit into memory.</param>
internal sealed class MixedIteration<T, TFactor>(
    ISymmetricOperator<T> system, ShiftedFactor<TFactor> factor, double tolerance, int gradientSteps, Func<PackedCholesky<T>>? factorFully) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFactor : unmanaged, IBinaryFloatingPointIeee754<TFactor>
{
    private const int MostRefinements = 50;

    private readonly Lock gate = new();
    private PackedCholesky<T>? full;
    private double? condition;

    public double Shift => factor.Shift;

    public double Tolerance => tolerance;

    /// <summary>Told after each step.</summary>
    public Action<IterativeSolution>? Progress { get; init; }

    /// <summary>Solves for any number of right-hand sides.</summary>
    /// <param name="b">n × right-hand sides.</param>
    /// <param name="x">Zeros; receives the solution.</param>
    /// <param name="cancellation">Stops the work between two steps.</param>
    /// <exception cref="NotPositiveDefiniteException">The matrix is not positive definite, in high precision either.</exception>
    /// <exception cref="BackwardErrorException">The tolerance is not reached.</exception>
    public MixedSolveReport Solve(ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, CancellationToken cancellation)
    {
        (SolvePath path, IterativeSolution last, int steps) = Iterate(b, x, cancellation);
        if (!last.HasConverged)
            throw new BackwardErrorException(system.Order, last.BackwardError, tolerance, Condition());
        return new(system.Order, checked((int)b.Columns), Ridge: 0, path, steps, Shift, last.BackwardError, Condition());
    }

    public void Dispose()
    {
        factor.Factor?.Dispose();
        full?.Dispose();
    }

    private (SolvePath Path, IterativeSolution Last, int Steps) Iterate(ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, CancellationToken cancellation)
    {
        var limits = new IterationLimits { Tolerance = tolerance, Steps = MostRefinements, Progress = Progress };
        int steps = 0;
        if (factor.Factor is not null)
        {
            var inverse = new FactorPreconditioner<T, TFactor>(factor.Factor);
            IterativeSolution refined = IterativeRefinement.Solve(system, inverse, b, x, limits, cancellation);
            steps += refined.Steps;
            if (refined.HasConverged)
                return (SolvePath.Refinement, refined, steps);
            IterativeSolution iterated = ConjugateGradients.Solve(system, inverse, b, x, limits with { Steps = gradientSteps }, cancellation);
            steps += iterated.Steps;
            if (iterated.HasConverged || factorFully is null)
                return (SolvePath.ConjugateGradients, iterated, steps);
        }

        Columns.Clear(x);
        IterativeSolution exact = IterativeRefinement.Solve(system, new FactorPreconditioner<T, T>(Full()), b, x, limits, cancellation);
        return (SolvePath.FullPrecision, exact, steps + exact.Steps);
    }

    private PackedCholesky<T> Full()
    {
        lock (gate)
        {
            return full ??= factorFully is not null
                ? factorFully()
                : throw new NotPositiveDefiniteException(0, system.Order);
        }
    }

    private double Condition()
    {
        lock (gate)
        {
            condition ??= system.Norm * (full is not null
                ? ConditionEstimate.InverseNorm(new FactorPreconditioner<T, T>(full), system.Order)
                : ConditionEstimate.InverseNorm(new FactorPreconditioner<T, TFactor>(factor.Factor!), system.Order));
            return condition.Value;
        }
    }
}
