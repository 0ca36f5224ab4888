using System.Numerics;

namespace Ntk.Native;

/// <summary>
/// BLAS and LAPACK on row-major matrices in float and double. One instance is one library: Intel MKL, OpenBLAS or the
/// managed code. All of them keep the same contract, so that a caller never asks which one it has.
/// </summary>
/// <remarks>
/// Shapes are checked before any work (<see cref="DimensionMismatchException"/>); factorisations and eigensolvers also
/// check that their input is finite (<see cref="NonFiniteValueException"/>), because native libraries return nonsense or
/// do not return at all on NaN; triangular solves check that the diagonal can be inverted
/// (<see cref="SingularTriangleException"/>). Operands must not overlap the output. Empty matrices are allowed everywhere.
/// Element types other than float and double are refused (<see cref="UnsupportedElementTypeException"/>).
/// All members may be called from several threads at once.
/// </remarks>
public abstract partial class LinearAlgebra
{
    /// <summary>What the library calls itself, such as "OpenBLAS", "Intel MKL" or "managed".</summary>
    public abstract string Name { get; }

    /// <summary>Version and build, as the library reports them.</summary>
    public abstract string Version { get; }

    /// <summary>
    /// How many threads a call may use, from 1 to the number of processors. In a native library this is a setting of
    /// the whole process.
    /// </summary>
    /// <exception cref="ThreadCountException">The value is not between 1 and the number of processors.</exception>
    public int ThreadCount
    {
        get => Math.Clamp(GetThreadCount(), 1, Environment.ProcessorCount);
        set
        {
            if (value < 1 || value > Environment.ProcessorCount)
                throw new ThreadCountException(value, Environment.ProcessorCount);
            SetThreadCount(value);
        }
    }

    /// <summary><c>C ← α·op(A)·op(B) + β·C</c>. With β = 0, C is not read.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A matrix whose op(A) is m × k.</param>
    /// <param name="transposeA">op of <paramref name="a"/>.</param>
    /// <param name="b">A matrix whose op(B) is k × n.</param>
    /// <param name="transposeB">op of <paramref name="b"/>.</param>
    /// <param name="beta">Factor of the old C.</param>
    /// <param name="c">m × n.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    public void Gemm<T>(
        T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireGemm(a, transposeA, b, transposeB, c);
        if (c.Rows > 0 && c.Columns > 0)
            GemmCore(alpha, a, transposeA, b, transposeB, beta, c);
    }

    /// <summary><c>y ← α·op(A)·x + β·y</c>. With β = 0, y is not read.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A matrix whose op(A) is m × n.</param>
    /// <param name="transpose">op of <paramref name="a"/>.</param>
    /// <param name="x">n elements.</param>
    /// <param name="beta">Factor of the old y.</param>
    /// <param name="y">m elements.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    public void Gemv<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireGemv(a, transpose, x, y);
        if (y.Length == 0)
            return;
        if (beta == T.Zero)
            y.Clear();
        if (x.Length == 0)
            ScaleInPlace(beta, y);
        else
            GemvCore(alpha, a, transpose, x, beta, y);
    }

    /// <summary>
    /// <c>C ← α·A·Aᵀ + β·C</c> (<see cref="Transpose.No"/>) or <c>α·Aᵀ·A + β·C</c> (<see cref="Transpose.Yes"/>), in one triangle of C.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="triangle">The triangle of <paramref name="c"/> that is computed.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">n × k, or k × n with <see cref="Transpose.Yes"/>.</param>
    /// <param name="transpose">Which of the two products.</param>
    /// <param name="beta">Factor of the old C; with β = 0, C is not read.</param>
    /// <param name="c">n × n.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    public void Syrk<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireSyrk(a, transpose, c);
        if (c.Rows > 0)
            SyrkCore(triangle, alpha, a, transpose, beta, c);
    }

    /// <summary>Solves <c>op(A)·X = α·B</c> or <c>X·op(A) = α·B</c> for X with a triangular A, overwriting B.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="side">On which side of X the triangle stands.</param>
    /// <param name="triangle">The triangle of <paramref name="a"/> that is read.</param>
    /// <param name="transpose">op of <paramref name="a"/>.</param>
    /// <param name="alpha">Factor of B.</param>
    /// <param name="a">n × n, where n is the number of rows (left) or columns (right) of <paramref name="b"/>.</param>
    /// <param name="b">B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="SingularTriangleException">A diagonal element of A is zero, or so small that its reciprocal overflows.</exception>
    public void Trsm<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireTrsm(side, a, b);
        Operands.RequireInvertibleDiagonal(a);
        if (b.Rows > 0 && b.Columns > 0)
            TrsmCore(side, triangle, transpose, alpha, a, b);
    }

    /// <summary>
    /// Cholesky factorisation of a symmetric positive definite matrix in place: <c>A = L·Lᵀ</c> in the lower triangle or
    /// <c>A = Uᵀ·U</c> in the upper one. The other triangle keeps its content.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="triangle">The triangle that is read and overwritten by the factor.</param>
    /// <param name="a">n × n.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="NotPositiveDefiniteException">A pivot is not positive; the triangle's content is then undefined.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    /// <exception cref="MatrixTooLargeException">The native library's integers are too short for the matrix.</exception>
    public void Potrf<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireSquare<T>(a);
        FiniteCheck.RequireFinite<T>(triangle, a);
        if (a.Rows > 0)
            PotrfCore(triangle, a);
    }

    /// <summary>Solves <c>A·X = B</c> with the factor that <see cref="Potrf"/> left in the same triangle, overwriting B (one column a right-hand side).</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="triangle">The triangle that holds the factor.</param>
    /// <param name="factor">n × n.</param>
    /// <param name="b">n × number of right-hand sides; X on return.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="SingularTriangleException">A diagonal element of the factor is zero, or so small that its reciprocal overflows.</exception>
    public void Potrs<T>(Triangle triangle, ReadOnlyMatrixSpan<T> factor, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireTrsm(Side.Left, factor, b);
        Operands.RequireInvertibleDiagonal(factor);
        if (b.Rows > 0 && b.Columns > 0)
            PotrsCore(triangle, factor, b);
    }

    /// <summary>Replaces the factor that <see cref="Potrf"/> left in a triangle by that triangle of the inverse of A.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="triangle">The triangle that holds the factor; the other one keeps its content.</param>
    /// <param name="a">n × n.</param>
    /// <exception cref="DimensionMismatchException">The matrix is not square.</exception>
    /// <exception cref="SingularTriangleException">A diagonal element of the factor is zero, or so small that its reciprocal overflows.</exception>
    /// <exception cref="MatrixTooLargeException">The native library's integers are too short for the matrix.</exception>
    public void Potri<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireSquare<T>(a);
        Operands.RequireInvertibleDiagonal<T>(a);
        if (a.Rows > 0)
            PotriCore(triangle, a);
    }

    /// <summary>
    /// Eigenvalues of a symmetric matrix, ascending. The lower triangle of <paramref name="a"/> is read; the content of
    /// <paramref name="a"/> is destroyed.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="a">n × n.</param>
    /// <param name="values">n elements.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="EigenvalueOverflowException">An eigenvalue is too large for <typeparamref name="T"/>.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    /// <exception cref="MatrixTooLargeException">The native library's integers are too short for the matrix.</exception>
    public void Eigenvalues<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireEigenvalues<T>(a, values);
        FiniteCheck.RequireFinite<T>(Triangle.Lower, a);
        if (a.Rows > 0)
            EigenvaluesCore(a, values);
        FiniteCheck.RequireFiniteEigenvalues<T>(values);
    }

    /// <summary>
    /// Eigenvalues of a symmetric matrix, ascending, and its orthonormal eigenvectors: <b>row</b> i of
    /// <paramref name="a"/> becomes the vector of value i. The lower triangle of <paramref name="a"/> is read.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="a">n × n.</param>
    /// <param name="values">n elements.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="EigenvalueConvergenceException">The iteration did not converge.</exception>
    /// <exception cref="EigenvalueOverflowException">An eigenvalue is too large for <typeparamref name="T"/>.</exception>
    /// <exception cref="NonFiniteValueException">The triangle holds NaN or an infinity.</exception>
    /// <exception cref="MatrixTooLargeException">The native library's integers are too short for the matrix.</exception>
    public void Syevd<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSupported<T>();
        Operands.RequireEigenvalues<T>(a, values);
        FiniteCheck.RequireFinite<T>(Triangle.Lower, a);
        if (a.Rows > 0)
            SyevdCore(a, values);
        FiniteCheck.RequireFiniteEigenvalues<T>(values);
    }

    private static void ScaleInPlace<T>(T factor, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T element in y)
            element *= factor;
    }

    /// <inheritdoc cref="ThreadCount"/>
    protected abstract int GetThreadCount();

    /// <inheritdoc cref="ThreadCount"/>
    protected abstract void SetThreadCount(int value);

    /// <summary><see cref="Gemm"/> after its checks; C is not empty.</summary>
    protected abstract void GemmCore<T>(
        T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Gemv"/> after its checks; x and y are not empty, and y is zero if β is.</summary>
    protected abstract void GemvCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Syrk"/> after its checks; C is not empty.</summary>
    protected abstract void SyrkCore<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Trsm"/> after its checks; B is not empty.</summary>
    protected abstract void TrsmCore<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Potrf"/> after its checks; A is not empty.</summary>
    protected abstract void PotrfCore<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Potrs"/> after its checks; B is not empty.</summary>
    protected virtual void PotrsCore<T>(Triangle triangle, ReadOnlyMatrixSpan<T> factor, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isLower = triangle == Triangle.Lower;
        TrsmCore(Side.Left, triangle, isLower ? Transpose.No : Transpose.Yes, T.One, factor, b);
        TrsmCore(Side.Left, triangle, isLower ? Transpose.Yes : Transpose.No, T.One, factor, b);
    }

    /// <summary><see cref="Potri"/> after its checks; A is not empty.</summary>
    protected abstract void PotriCore<T>(Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Eigenvalues"/> after its checks; A is not empty.</summary>
    protected abstract void EigenvaluesCore<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary><see cref="Syevd"/> after its checks; A is not empty.</summary>
    protected abstract void SyevdCore<T>(MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
