using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>
/// Iterative refinement: x ← x + P⁻¹·(b − A·x), the residual in the precision of A, the correction by an approximate inverse, such as a factor in lower precision
/// (Higham, Accuracy and Stability of Numerical Algorithms, ch. 12). Converges where ‖I − P⁻¹·A‖ &lt; 1.
/// </summary>
public static class IterativeRefinement
{
    // A correction that leaves more than this of the error is not worth its price: conjugate gradients do better.
    private const double SlowestRate = 0.5;

    /// <summary>Refines a solution until its backward error is small, or no longer falls fast.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrix">A.</param>
    /// <param name="preconditioner">P⁻¹.</param>
    /// <param name="b">n × right-hand sides.</param>
    /// <param name="x">n × right-hand sides: a first guess on entry, such as zeros; on return the best solution found.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="cancellation">Stops the work between two steps; x then is the last solution.</param>
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
        using var residual = new GramMatrix<T>((int)b.Rows, (int)b.Columns);
        using var best = new GramMatrix<T>((int)b.Rows, (int)b.Columns);
        double[] rightNorms = BackwardError.ColumnNorms(b);
        double last = double.PositiveInfinity;
        for (int step = 0; ; step++)
        {
            BackwardError.Residual(matrix, b, x, residual.AsMatrix());
            double error = BackwardError.Largest<T>(matrix.Norm, residual.AsMatrix(), x, rightNorms);
            var state = new IterativeSolution(step, error, error <= limits.Tolerance);
            limits.Progress?.Invoke(state);
            if (!(error < last))
            {
                if (step > 0)
                    Columns.Copy(best.AsMatrix(), x);
                return new(step, step > 0 ? last : error, step > 0 ? last <= limits.Tolerance : state.HasConverged);
            }

            if (state.HasConverged || step >= limits.Steps || error > SlowestRate * last)
                return state;
            cancellation.ThrowIfCancellationRequested();
            last = error;
            Columns.Copy(x, best.AsMatrix());
            preconditioner.Apply(residual.AsMatrix());
            Columns.Add(T.One, residual.AsMatrix(), x);
        }
    }
}
