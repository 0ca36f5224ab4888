using System.Numerics;
using Ntk.Engine.Gram;
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
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(preconditioner);
        ArgumentNullException.ThrowIfNull(limits);
        Columns.RequireShape(matrix.Order, b, x);
        int n = matrix.Order, columns = (int)b.Columns;
        using var residual = new GramMatrix<T>(n, columns);
        using var lastResidual = new GramMatrix<T>(n, columns);
        using var direction = new GramMatrix<T>(n, columns);
        using var work = new GramMatrix<T>(n, columns);
        double[] rightNorms = BackwardError.ColumnNorms(b);
        int step = 0;
        int nextResidual = 0;
        double[] products = [];
        while (true)
        {
            bool isTrue = step == nextResidual;
            if (isTrue)
            {
                BackwardError.Residual(matrix, b, x, residual.AsMatrix());
                nextResidual = step + StepsBetweenResiduals;
            }

            double error = BackwardError.Largest<T>(matrix.Norm, residual.AsMatrix(), x, rightNorms);
            var state = new IterativeSolution(step, error, error <= limits.Tolerance);
            limits.Progress?.Invoke(state);
            if (!isTrue && (state.HasConverged || step >= limits.Steps))
            {
                nextResidual = step;
                continue;
            }

            if (state.HasConverged || step >= limits.Steps || !double.IsFinite(error))
                return state;
            cancellation.ThrowIfCancellationRequested();
            if (!Step(matrix, preconditioner, x, residual.AsMatrix(), lastResidual.AsMatrix(), direction.AsMatrix(), work.AsMatrix(), ref products))
                return state with { HasConverged = false };
            step++;
        }
    }

    /// <summary>One step; false if a direction has no positive length in A or P⁻¹.</summary>
    private static bool Step<T>(
        ISymmetricOperator<T> matrix, IPreconditioner<T> preconditioner, MatrixSpan<T> x, MatrixSpan<T> residual, MatrixSpan<T> lastResidual, MatrixSpan<T> direction,
        MatrixSpan<T> work, ref double[] products)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Columns.Copy(residual, work);
        preconditioner.Apply(work);
        double[] next = Columns.Products<T>(work, residual);
        if (products.Length == 0)
        {
            Columns.Copy(work, direction);
        }
        else
        {
            double[] overlap = Columns.Products<T>(work, lastResidual);
            double[] last = products;
            T[] turn = [.. next.Select((value, column) => last[column] > 0 ? T.CreateTruncating((value - overlap[column]) / last[column]) : T.Zero)];
            Columns.ScaleAndAdd(turn, work, direction);
        }

        products = next;
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
