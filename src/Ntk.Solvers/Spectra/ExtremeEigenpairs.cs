using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>
/// The outermost eigenpairs of a symmetric matrix of which only products are needed: a block Davidson method with full orthogonalisation, whose restarts keep the best Ritz
/// vectors and those of the step before (GD+k; Stathopoulos and McCombs 2010, ACM TOMS 37, 21). Without a preconditioner it is block Lanczos with thick restarts (Wu and
/// Simon 2000); with one, its restarts make the step of LOBPCG (Knyazev 2001).
/// </summary>
/// <remarks>
/// The search begins with more random vectors than pairs are sought, so that eigenvalues of any multiplicity come out as often as they are there. Each product is with a
/// block of vectors. Where the space would be as large as the matrix, the matrix is decomposed.
/// </remarks>
public static class ExtremeEigenpairs
{
    /// <summary>Finds the k largest or smallest eigenvalues with orthonormal eigenvectors.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrix">A, n × n, symmetric; it need not be definite.</param>
    /// <param name="count">k, 0 … n.</param>
    /// <param name="end">Which eigenvalues.</param>
    /// <param name="options">How they are sought; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two products.</param>
    /// <returns>The pairs, the outermost first, to be disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    /// <exception cref="NonFiniteValueException">A product with the matrix is not finite.</exception>
    /// <exception cref="EigenvalueOverflowException">An eigenvalue is too large for <typeparamref name="T"/>.</exception>
    /// <exception cref="EigenpairConvergenceException">Not all residuals came below the tolerance; it has the values and residuals reached.</exception>
    /// <exception cref="AllocationException">There is not enough memory for the vectors.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static Eigenpairs<T> Find<T>(ISymmetricOperator<T> matrix, int count, SpectrumEnd end, EigenpairOptions<T>? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, matrix.Order);
        if (end is not (SpectrumEnd.Largest or SpectrumEnd.Smallest))
            throw new ArgumentOutOfRangeException(nameof(end), end, "Choose the largest or the smallest.");
        options ??= new();
        cancellation.ThrowIfCancellationRequested();
        if (count == 0)
            return new([], [], new GramMatrix<T>(matrix.Order, 0), steps: 0);
        SearchSize size = SearchSize.Of(matrix.Order, count);
        MemoryCheck.Require(WorkingBytes<T>(matrix.Order, count));
        if (size.IsDense)
            return DenseEigenpairs.Find(matrix, count, end, options.ResolvedLibrary);
        using var search = new EigenpairSearch<T>(matrix, count, end, size, options);
        return search.Run(cancellation);
    }

    /// <summary>Memory that the search takes, in bytes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="order">n, ≥ 0.</param>
    /// <param name="count">k, 0 … n.</param>
    public static Int128 WorkingBytes<T>(int order, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SearchSize size = SearchSize.Of(order, count);

        // A decomposition works in two more matrices; a search on a space and its products, and blocks of vectors.
        Int128 vectors = size.IsDense ? 5 * (Int128)order : 2 * size.Largest + 6 * size.Kept;
        return vectors * order * Unsafe.SizeOf<T>();
    }
}

/// <summary>How many vectors a search for eigenpairs holds.</summary>
/// <param name="Kept">Ritz vectors it follows: some more than are sought, so that the last of those converges as fast as the others.</param>
/// <param name="Largest">Vectors of the space before a restart.</param>
/// <param name="IsDense">Whether the space would be as large as the matrix.</param>
internal readonly record struct SearchSize(int Kept, int Largest, bool IsDense)
{
    private const int FewestGuards = 3;
    private const int FewestAdded = 40;

    public static SearchSize Of(int order, int count)
    {
        long kept = count + Math.Max(FewestGuards, count / 10L), largest = Math.Max(4 * kept, kept + FewestAdded);
        return largest >= order ? new(count, order, IsDense: true) : new((int)kept, (int)largest, IsDense: false);
    }
}
