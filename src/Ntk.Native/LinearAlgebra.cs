using System.Numerics;

namespace Ntk.Native;

/// <summary>Which triangle of a symmetric or triangular matrix is meant; the other one is neither read nor written.</summary>
public enum Triangle
{
    /// <summary>Entries on and below the diagonal.</summary>
    Lower,

    /// <summary>Entries on and above the diagonal.</summary>
    Upper,
}

/// <summary>Whether an operand is used as it is or transposed.</summary>
public enum Transpose
{
    /// <summary>As it is.</summary>
    No,

    /// <summary>Transposed.</summary>
    Yes,
}

/// <summary>On which side of the unknown a triangular matrix stands.</summary>
public enum Side
{
    /// <summary><c>op(A)·X = B</c>.</summary>
    Left,

    /// <summary><c>X·op(A) = B</c>.</summary>
    Right,
}

/// <summary>
/// BLAS and LAPACK on row-major matrices in float and double. One instance is one library: Intel MKL, OpenBLAS or the
/// managed code. All of them keep the same contract, so that a caller never asks which one it has.
/// </summary>
/// <remarks>
/// Shapes are checked before any work (<see cref="DimensionMismatchException"/>); factorisations and eigensolvers also
/// check that their input is finite (<see cref="NonFiniteValueException"/>), because native libraries return nonsense or
/// do not return at all on NaN. Operands must not overlap the output. Empty matrices are allowed everywhere.
/// </remarks>
public abstract class LinearAlgebra
{
    /// <summary>What the library calls itself, such as "OpenBLAS", "Intel MKL" or "managed".</summary>
    public abstract string Name { get; }

    /// <summary>Version and build, as the library reports them.</summary>
    public abstract string Version { get; }

    /// <summary>How many threads a call may use, from 1 to the number of processors.</summary>
    public abstract int ThreadCount { get; set; }

    /// <summary><c>C ← α·op(A)·op(B) + β·C</c>. With β = 0, C is not read.</summary>
    public abstract void Gemm<T>(
        T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><c>y ← α·op(A)·x + β·y</c>. With β = 0, y is not read.</summary>
    public abstract void Gemv<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// <c>C ← α·A·Aᵀ + β·C</c> (<see cref="Transpose.No"/>) or <c>α·Aᵀ·A + β·C</c> (<see cref="Transpose.Yes"/>), in one triangle of C.
    /// </summary>
    public abstract void Syrk<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Solves <c>op(A)·X = α·B</c> or <c>X·op(A) = α·B</c> for X with a triangular A, overwriting B.</summary>
    public abstract void Trsm<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// Cholesky factorisation of a symmetric positive definite matrix in place: <c>A = L·Lᵀ</c> in the lower triangle or
    /// <c>A = Uᵀ·U</c> in the upper one. The other triangle keeps its content.
    /// </summary>
    /// <exception cref="NotPositiveDefiniteException">A pivot is not positive; the triangle's content is then undefined.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    public abstract void Potrf<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Solves <c>A·X = B</c> with the factor that <see cref="Potrf"/> left in the same triangle, overwriting B (one column a right-hand side).</summary>
    public abstract void Potrs<T>(Triangle triangle, ReadOnlyMatrixSpan<T> factor, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Replaces the factor that <see cref="Potrf"/> left in a triangle by that triangle of the inverse of A.</summary>
    public abstract void Potri<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// Eigenvalues of a symmetric matrix, ascending. The lower triangle of <paramref name="a"/> is read; the content of
    /// <paramref name="a"/> is destroyed.
    /// </summary>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    public abstract void Eigenvalues<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// Eigenvalues of a symmetric matrix, ascending, and its orthonormal eigenvectors: <b>row</b> i of
    /// <paramref name="a"/> becomes the vector of value i. The lower triangle of <paramref name="a"/> is read.
    /// </summary>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    public abstract void Syevd<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
