using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>
/// Preconditioned conjugate gradients for many right-hand sides: each column goes its own way, and all share the products with A. The preconditioner may round
/// (flexible conjugate gradients, Notay 2000).
/// </summary>
public static class ConjugateGradients
{
    // The recursion's residual drifts away from the true one, which is computed anew after so many steps.
    private const int StepsBetweenResiduals = 50;

    /// <summary>Solves <c>A·X = B</c>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrix">A, positive definite.</param>
    /// <param name="preconditioner">P⁻¹, positive definite.</param>
    /// <param name="b">n × right-hand sides.</param>
    /// <param name="x">n × right-hand sides: a first guess on entry, such as zeros; the solution on return.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="cancellation">Stops the work between two steps; x then is the last solution.</param>
    /// <returns>The backward error of the true residual; <see cref="IterativeSolution.HasConverged"/> is false after the last step or where A is found not to be positive definite.</returns>
    /// <exception cref="DimensionMismatchException">The shapes do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IterativeSolution Solve<T>(
        ISymmetricOperator<T> matrix, IPreconditioner<T> preconditioner, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, IterationLimits limits, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Solve(matrix, preconditioner, b, x, limits, keeper: null, cancellation);

    /// <summary>Solves <c>A·X = B</c>, from the state that was kept, if one was.</summary>
    internal static IterativeSolution Solve<T>(
        ISymmetricOperator<T> matrix, IPreconditioner<T> preconditioner, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> x, IterationLimits limits, StateKeeper<T>? keeper,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(preconditioner);
        ArgumentNullException.ThrowIfNull(limits);
        Columns.RequireShape(matrix.Order, b, x);
        using var state = new GradientState<T>(matrix.Order, (int)b.Columns);
        keeper?.Restore(state, x);
        double[] rightNorms = BackwardError.ColumnNorms(b);
        while (true)
        {
            bool isTrue = state.Step == state.NextResidual;
            if (isTrue)
                BackwardError.Residual(matrix, b, x, state.Residual.AsMatrix());
            double error = BackwardError.Largest<T>(matrix.Norm, state.Residual.AsMatrix(), x, rightNorms);
            var solution = new IterativeSolution(state.Step, error, error <= limits.Tolerance);
            limits.Progress?.Invoke(solution);
            bool isLast = solution.HasConverged || state.Step >= limits.Steps;
            if (!isTrue && isLast)
            {
                state.NextResidual = state.Step;
                continue;
            }

            if (isLast || !double.IsFinite(error))
            {
                keeper?.Keep(state, x);
                return solution;
            }

            keeper?.KeepNowAndThen(state, x, cancellation.IsCancellationRequested);
            cancellation.ThrowIfCancellationRequested();
            if (isTrue)
                state.NextResidual = state.Step + StepsBetweenResiduals;
            if (!Advance(matrix, preconditioner, x, state))
                return solution with { HasConverged = false };
            state.Step++;
        }
    }

    /// <summary>One step; false if a direction has no positive length in A or P⁻¹.</summary>
    private static bool Advance<T>(ISymmetricOperator<T> matrix, IPreconditioner<T> preconditioner, MatrixSpan<T> x, GradientState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixSpan<T> residual = state.Residual.AsMatrix(), lastResidual = state.LastResidual.AsMatrix(), direction = state.Direction.AsMatrix();
        using var scratch = new Engine.Gram.GramMatrix<T>(matrix.Order, state.Residual.Columns);
        MatrixSpan<T> work = scratch.AsMatrix();
        Columns.Copy(residual, work);
        preconditioner.Apply(work);
        double[] next = Columns.Products<T>(work, residual), last = state.Products;
        if (last.Length == 0)
        {
            Columns.Copy(work, direction);
        }
        else
        {
            double[] overlap = Columns.Products<T>(work, lastResidual);
            T[] turn = [.. next.Select((value, column) => last[column] > 0 ? T.CreateTruncating((value - overlap[column]) / last[column]) : T.Zero)];
            Columns.ScaleAndAdd(turn, work, direction);
        }

        state.Products = next;
        Columns.Copy(residual, lastResidual);
        Columns.Clear(work);
        matrix.SubtractProduct(direction, work);
        double[] curvature = Columns.Products<T>(direction, work);
        double[] slope = Columns.Products<T>(direction, residual);
        var lengths = new T[next.Length];
        for (int column = 0; column < lengths.Length; column++)
        {
            if (next[column] == 0)
                continue;

            // work holds −A·direction.
            if (!(next[column] > 0) || !(curvature[column] < 0))
                return false;
            lengths[column] = T.CreateTruncating(slope[column] / -curvature[column]);
        }

        Columns.AddScaled(lengths, direction, x);
        Columns.AddScaled(lengths, work, residual);
        return true;
    }
}
