using System.Numerics;

namespace Ntk.Native;

/// <summary>Linear algebra with a routine of its own for systems in mixed precision: a factor in lower precision, and iterative refinement.</summary>
public interface IMixedPrecisionSolver
{
    /// <summary>Whether it has one for a matrix, and place for it.</summary>
    /// <typeparam name="T">The precision of the matrix.</typeparam>
    /// <param name="order">n ≥ 0.</param>
    bool CanSolve<T>(long order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Solves <c>A·X = B</c> to the accuracy of <typeparamref name="T"/>, overwriting B.</summary>
    /// <typeparam name="T">The precision of the matrix and of the solution.</typeparam>
    /// <param name="a">n × n, symmetric with both triangles filled; it need not be positive definite.</param>
    /// <param name="b">n × number of right-hand sides; X on return, and B if an error comes out.</param>
    /// <returns>Steps of refinement.</returns>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="NonFiniteValueException">The matrix holds NaN or an infinity.</exception>
    /// <exception cref="RefinementException">Refinement did not converge, or the matrix is singular in lower precision.</exception>
    /// <exception cref="NativeLibraryException">The library or the device failed.</exception>
    int Solve<T>(ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
