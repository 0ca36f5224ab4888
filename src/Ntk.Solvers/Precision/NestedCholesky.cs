using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>
/// Gaussian-process regression on all leading blocks of a kernel at once: the Cholesky factor of a leading block is the leading block of the factor, so that one
/// factorisation gives likelihoods and predictions of every number of rows m (Rasmussen and Williams, Gaussian Processes for Machine Learning, algorithm 2.1), and the pivot
/// it fails at is the first m whose kernel is not positive definite.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NestedCholesky<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> factor;
    private readonly LinearAlgebra library;

    private NestedCholesky(GramMatrix<T> factor, int? failingRows, LinearAlgebra library)
    {
        this.factor = factor;
        this.library = library;
        FailingRows = failingRows;
    }

    /// <summary>Rows of the largest leading block that was factored.</summary>
    public int Order => factor.Rows;

    /// <summary>The smallest number of rows whose kernel is not positive definite in this arithmetic; null if all are.</summary>
    public int? FailingRows { get; }

    /// <summary>Factors as many rows as are positive definite.</summary>
    /// <param name="rows">n ≥ 0.</param>
    /// <param name="fill">Fills the lower triangle of the leading m × m block, m = its argument's rows.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two attempts.</param>
    /// <exception cref="NonFiniteValueException">An entry is NaN or infinite.</exception>
    public static NestedCholesky<T> Factor(int rows, Action<GramMatrix<T>> fill, LinearAlgebra? library = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        library ??= LinearAlgebra.Default;
        int? failing = null;
        for (int order = rows; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var matrix = new GramMatrix<T>(order, order);
            try
            {
                fill(matrix);
                library.Potrf(Triangle.Lower, matrix.AsMatrix());
                return new(matrix, failing, library);
            }
            catch (NotPositiveDefiniteException pivot)
            {
                matrix.Dispose();
                failing = (int)pivot.PivotIndex + 1;
                order = (int)pivot.PivotIndex;
            }
            catch
            {
                matrix.Dispose();
                throw;
            }
        }
    }

    /// <summary>log det of the leading block of each number of rows.</summary>
    /// <returns>Order + 1 numbers; that of no rows is 0.</returns>
    public double[] LogDeterminants()
    {
        var sums = new double[Order + 1];
        for (int row = 0; row < Order; row++)
            sums[row + 1] = sums[row] + 2 * Math.Log(double.CreateTruncating(factor[row, row]));
        return sums;
    }

    /// <summary>Fits targets.</summary>
    /// <param name="targets">y: at least as many rows as <see cref="Order"/>; columns are outputs.</param>
    /// <param name="cross">The kernel of training rows (at least as many) with test rows (columns).</param>
    public NestedFit<T> Fit(ReadOnlyMatrixSpan<T> targets, ReadOnlyMatrixSpan<T> cross)
    {
        int outputs = checked((int)targets.Columns);
        var whitened = new GramMatrix<T>(Order, outputs + checked((int)cross.Columns));
        for (int row = 0; row < Order; row++)
        {
            targets.Row(row).CopyTo(whitened.Row(row));
            cross.Row(row).CopyTo(whitened.Row(row)[outputs..]);
        }

        library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, factor.AsMatrix(), whitened.AsMatrix());
        GC.KeepAlive(this);
        return new(whitened, outputs, LogDeterminants(), library);
    }

    /// <summary>
    /// The errors of the factorisation as errors of the matrix: entries of A − L·Lᵀ, chosen at random, computed in twice the precision of double.
    /// </summary>
    /// <param name="entry">A: the matrix that was factored.</param>
    /// <param name="count">How many entries, ≥ 1.</param>
    /// <param name="seed">Which.</param>
    /// <returns>Zero-based row, column ≤ row, and error of each; none where nothing was factored.</returns>
    public IReadOnlyList<(int Row, int Column, double Error)> SampleErrors(Func<int, int, T> entry, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Order == 0)
            return [];
        var random = new Random(seed);
        (int Row, int Column)[] places = [.. Enumerable.Range(0, count).Select(_ => (random.Next(Order), random.Next(Order))).Select(pair => (Math.Max(pair.Item1, pair.Item2), Math.Min(pair.Item1, pair.Item2)))];
        var errors = new (int, int, double)[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = library.ThreadCount }, index =>
        {
            (int row, int column) = places[index];
            double[] left = Widened(factor.Row(row)[..(column + 1)]), right = Widened(factor.Row(column)[..(column + 1)]);
            errors[index] = (row, column, CompensatedProduct.Subtract(double.CreateTruncating(entry(row, column)), left, right));
        });
        GC.KeepAlive(this);
        return errors;
    }

    /// <summary>All errors A − L·Lᵀ of a leading block, computed in double: of a factor in float they are exact but for their last digits.</summary>
    /// <param name="entry">A: the matrix that was factored.</param>
    /// <param name="rows">m, 0 … <see cref="Order"/>.</param>
    /// <returns>m × m, symmetric; to be disposed of.</returns>
    public GramMatrix<double> Errors(Func<int, int, T> entry, int rows)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Order);
        var errors = new GramMatrix<double>(rows, rows);
        using var lower = new GramMatrix<double>(rows, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                errors[row, column] = double.CreateTruncating(entry(row, column));
                lower[row, column] = double.CreateTruncating(factor[row, column]);
            }
        }

        library.Syrk<double>(Triangle.Lower, -1, lower.AsMatrix(), Transpose.No, 1, errors.AsMatrix());
        TriangleMirror.Copy(errors.AsMatrix(), Triangle.Lower);
        GC.KeepAlive(this);
        return errors;
    }

    /// <inheritdoc/>
    public void Dispose() => factor.Dispose();

    private static double[] Widened(ReadOnlySpan<T> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = double.CreateTruncating(values[i]);
        return wide;
    }
}
