using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>The inverse by a library's own routine for systems in mixed precision, which factors the matrix anew each time.</summary>
/// <param name="matrix">The matrix; stays the caller's.</param>
/// <param name="solver">The library.</param>
internal sealed class LibraryInverse<T>(GramMatrix<T> matrix, IMixedPrecisionSolver solver) : IPreconditioner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <exception cref="RefinementException">The routine did not reach the precision of the data.</exception>
    public void Apply(MatrixSpan<T> r) => solver.Solve(matrix.AsMatrix(), r);
}
