using System.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// From a factor in low precision to a solution in high precision: refinement, conjugate gradients, and a factor in high precision where there is one to be had.
/// </summary>
/// <param name="system">The matrix.</param>
/// <param name="inverse">Its inverse in low precision; null if there is none.</param>
/// <param name="tolerance">The backward error to reach.</param>
/// <param name="gradientSteps">Most steps of conjugate gradients.</param>
/// <param name="factorFully">Makes a factor in high precision; null where that would not fit into memory.</param>
internal sealed class MixedIteration<T>(
    ISymmetricOperator<T> system, IPreconditioner<T>? inverse, double tolerance, int gradientSteps, Func<PackedCholesky<T>>? factorFully) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostRefinements = 50;

    private readonly Lock gate = new();
    private PackedCholesky<T>? full;
    private double? condition;

    /// <summary>What was added to the diagonal of the matrix that the inverse belongs to.</summary>
    public double Shift { get; init; }

    /// <summary>What the inverse rests on; belongs to the iteration.</summary>
    public IDisposable? Factor { get; init; }

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
        Factor?.Dispose();
        full?.Dispose();
    }

    private (SolvePath Path, IterativeSolution Last, int Steps) Iterate(ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, CancellationToken cancellation)
    {
        var limits = new IterationLimits { Tolerance = tolerance, Steps = MostRefinements, Progress = Progress };
        int steps = 0;
        if (inverse is not null)
        {
            IterativeSolution refined = Refine(inverse, b, x, limits, cancellation);
            steps += refined.Steps;
            if (refined.HasConverged)
                return (SolvePath.Refinement, refined, steps);
            if (gradientSteps > 0)
            {
                IterativeSolution iterated = ConjugateGradients.Solve(system, inverse, b, x, limits with { Steps = gradientSteps }, cancellation);
                steps += iterated.Steps;
                if (iterated.HasConverged || factorFully is null)
                    return (SolvePath.ConjugateGradients, iterated, steps);
            }
        }

        Columns.Clear(x);
        IterativeSolution exact = IterativeRefinement.Solve(system, new FactorPreconditioner<T, T>(Full()), b, x, limits, cancellation);
        return (SolvePath.FullPrecision, exact, steps + exact.Steps);
    }

    private IterativeSolution Refine(IPreconditioner<T> inverse, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, IterationLimits limits, CancellationToken cancellation)
    {
        try
        {
            return IterativeRefinement.Solve(system, inverse, b, x, limits, cancellation);
        }
        catch (RefinementException)
        {
            return new(0, double.PositiveInfinity, HasConverged: false);
        }
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
            return condition ??= system.Norm * InverseNorm();
    }

    private double InverseNorm()
    {
        try
        {
            if (full is null && inverse is not null)
                return ConditionEstimate.InverseNorm(inverse, system.Order);
        }
        catch (RefinementException)
        {
            // The factor in high precision has no such limits.
        }

        return ConditionEstimate.InverseNorm(new FactorPreconditioner<T, T>(Full()), system.Order);
    }
}
