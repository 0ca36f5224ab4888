using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// Solves <c>A·x = b</c> to the accuracy of <typeparamref name="T"/> with a Cholesky factor in <typeparamref name="TFactor"/>, which takes half the time and half the
/// memory (Carson and Higham 2018): iterative refinement first; where A is too ill-conditioned for it, conjugate gradients preconditioned by the factor; where those are
/// slower than a factor in full precision, that. Dispose it to free the matrix and the factors.
/// </summary>
/// <remarks>
/// A library that solves in mixed precision by itself (<see cref="IMixedPrecisionSolver"/>) takes the place of the factor. cuSOLVER does so by an LU factor, to which a matrix
/// that is not positive definite is as good as any: it then is solved with, not refused.
/// </remarks>
/// <typeparam name="T">The precision of the matrix and of the solution: double.</typeparam>
/// <typeparam name="TFactor">The precision of the factor: float.</typeparam>
public sealed class MixedCholesky<T, TFactor> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFactor : unmanaged, IBinaryFloatingPointIeee754<TFactor>
{
    private const double DefaultTolerance = 1e-14;

    private readonly GramMatrix<T> matrix;
    private readonly T[] scales;
    private readonly MixedIteration<T> iteration;

    private MixedCholesky(GramMatrix<T> matrix, T[] scales, MixedIteration<T> iteration)
    {
        this.matrix = matrix;
        this.scales = scales;
        this.iteration = iteration;
    }

    /// <summary>The order n of the matrix.</summary>
    public int Order => matrix.Rows;

    /// <summary>The ridge λ that was added to the diagonal.</summary>
    public double Ridge { get; private init; }

    /// <summary>What was added to the diagonal of the equilibrated matrix before it was factored in lower precision.</summary>
    public double Shift => iteration.Shift;

    /// <summary>The backward error that a solution must reach.</summary>
    public double Tolerance => iteration.Tolerance;

    /// <summary>Memory besides the matrix, at most: the packed factor, and one in full precision where it is needed.</summary>
    /// <param name="order">n ≥ 0.</param>
    public static Int128 WorkingBytes(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return (Int128)order * (order + 2) / 2 * (Unsafe.SizeOf<T>() + Unsafe.SizeOf<TFactor>());
    }

    /// <summary>Factors a kernel matrix with a ridge in lower precision.</summary>
    /// <param name="matrix">
    /// M, symmetric with both triangles filled, n × n. It is equilibrated in place and belongs to the factor afterwards; if an error comes out it stays the caller's, with
    /// undefined content.
    /// </param>
    /// <param name="ridge">What to add to the diagonal.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="NonFiniteKernelException">An entry is NaN or infinite.</exception>
    /// <exception cref="NotPositiveDefiniteException">A diagonal entry is not positive.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    public static MixedCholesky<T, TFactor> Factor(GramMatrix<T> matrix, Ridge ridge, LinearAlgebra? library = null) => Factor(matrix, ridge, DefaultTolerance, library);

    /// <inheritdoc cref="Factor(GramMatrix{T}, Ridge, LinearAlgebra?)"/>
    /// <param name="matrix">M.</param>
    /// <param name="ridge">What to add to the diagonal.</param>
    /// <param name="tolerance">The backward error that a solution must reach: &gt; 0.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not positive.</exception>
    public static MixedCholesky<T, TFactor> Factor(GramMatrix<T> matrix, Ridge ridge, double tolerance, LinearAlgebra? library = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns)
            throw new DimensionMismatchException($"A kernel matrix of {matrix.Rows}×{matrix.Columns} cannot be factored: it must be square.");
        library ??= LinearAlgebra.Default;
        MemoryCheck.Require(WorkingBytes(matrix.Rows));
        FiniteEntries.RequireKernel(matrix, "The training kernel", library.ThreadCount);
        T[] diagonal = matrix.CopyDiagonal();
        double lambda = ridge.Resolve(diagonal.Mean());
        matrix.SetDiagonal(Array.ConvertAll(diagonal, value => T.CreateTruncating(double.CreateTruncating(value) + lambda)));
        T[] scales = Equilibration.Apply(matrix);
        return new(matrix, scales, Iteration(matrix, tolerance, library)) { Ridge = lambda };
    }

    /// <summary>Solves <c>A·X = B</c> for any number of right-hand sides.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return; if an error comes out, undefined.</param>
    /// <param name="cancellation">Stops the work between two steps.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    /// <exception cref="NotPositiveDefiniteException">The matrix is not positive definite, in full precision either.</exception>
    /// <exception cref="BackwardErrorException">The solution's backward error is larger than <see cref="Tolerance"/>.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public MixedSolveReport Solve(MatrixSpan<T> b, CancellationToken cancellation = default)
    {
        Columns.RequireRows<T>(Order, b);
        FiniteEntries.Require<T>(b, "The right-hand side");
        Equilibration.ScaleRows(scales, b);
        using var solution = new GramMatrix<T>(Order, checked((int)b.Columns));
        MixedSolveReport report = iteration.Solve(b, solution.AsMatrix(), cancellation);
        Columns.Copy(solution.AsMatrix(), b);
        Equilibration.ScaleRows(scales, b);
        FiniteEntries.Require<T>(b, "The solution of the linear system");
        return report with { Ridge = Ridge };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        matrix.Dispose();
        iteration.Dispose();
    }

    private static void Fill(GramMatrix<T> matrix, PackedMatrix<TFactor> packed, double shift) => packed.Fill((row, target) =>
    {
        TensorPrimitives.ConvertTruncating<T, TFactor>(matrix.Row(row)[..target.Length], target);
        target[row] = TFactor.CreateTruncating(double.CreateTruncating(matrix[row, row]) + shift);
    });

    private static MixedIteration<T> Iteration(GramMatrix<T> matrix, double tolerance, LinearAlgebra library)
    {
        var system = new DenseOperator<T>(matrix, library);
        if (library is IMixedPrecisionSolver solver && solver.CanSolve<T>(matrix.Rows))
            return new(system, new LibraryInverse<T>(matrix, solver), tolerance, gradientSteps: 0, () => FactorFully(matrix, library));

        // So many steps cost about as much as a factor in full precision.
        ShiftedFactor<TFactor> factor = ShiftedFactor<TFactor>.Of(matrix.Rows, meanDiagonal: 1, (packed, shift) => Fill(matrix, packed, shift), library);
        return new(system, factor.Inverse<T>(), tolerance, Math.Max(20, matrix.Rows / 100), () => FactorFully(matrix, library)) { Shift = factor.Shift, Factor = factor.Factor };
    }

    private static PackedCholesky<T> FactorFully(GramMatrix<T> matrix, LinearAlgebra library)
    {
        PackedMatrix<T> packed = PackedMatrix<T>.Copy(matrix);
        try
        {
            return PackedCholesky<T>.Factor(packed, library);
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }
}
