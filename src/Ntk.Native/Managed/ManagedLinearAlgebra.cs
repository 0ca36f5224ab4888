using System.Numerics;
using Ntk.Native.Managed;

namespace Ntk.Native;

/// <summary>
/// BLAS and LAPACK in C#: blocked, packed and vectorised with the widest registers of the processor, without limits on
/// the size of a matrix.
/// </summary>
/// <remarks>
/// Results do not depend on the number of threads. In <see cref="LinearAlgebra.Gemm"/> every element of C is added up over
/// k in an order that depends on k alone: the same row of op(A) and column of op(B) give the same bits wherever they
/// stand, whatever the other rows and columns, strides and transpositions, and with 256- and 512-bit registers alike.
/// </remarks>
public sealed unsafe class ManagedLinearAlgebra : LinearAlgebra
{
    private readonly KernelProfile profile;
    private volatile Workers workers;

    /// <summary>Uses the widest registers the processor has, and all processors.</summary>
    public ManagedLinearAlgebra()
        : this(KernelProfile.Widest)
    {
    }

    internal ManagedLinearAlgebra(KernelProfile profile)
    {
        this.profile = profile;
        workers = new(profile, Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    public override string Name => "managed";

    /// <inheritdoc/>
    public override string Version => $"{typeof(ManagedLinearAlgebra).Assembly.GetName().Version?.ToString(3)}, {profile.InstructionSet}";

    /// <inheritdoc/>
    protected override int GetThreadCount() => workers.Single.Threads;

    /// <inheritdoc/>
    protected override void SetThreadCount(int value) => workers = new(profile, value);

    /// <inheritdoc/>
    protected override void GemmCore<T>(
        T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
    {
        fixed (T* pa = &a.First, pb = &b.First, pc = &c.First)
            For<T>().Gemm(alpha, View(pa, a, transposeA), View(pb, b, transposeB), beta, View<T>(pc, c));
    }

    /// <inheritdoc/>
    protected override void GemvCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
    {
        fixed (T* pa = &a.First, px = x, py = y)
            For<T>().Gemv(alpha, View(pa, a, transpose), px, beta, py);
    }

    /// <inheritdoc/>
    protected override void SyrkCore<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c)
    {
        fixed (T* pa = &a.First, pc = &c.First)
        {
            MatrixView<T> factor = View(pa, a, transpose);
            For<T>().Gemm(alpha, factor, factor.Transposed, beta, View<T>(pc, c), triangle == Triangle.Lower ? Part.Lower : Part.Upper);
        }
    }

    /// <inheritdoc/>
    protected override void TrsmCore<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
    {
        fixed (T* pa = &a.First, pb = &b.First)
        {
            bool transposed = (transpose == Transpose.Yes) != (side == Side.Right);
            MatrixView<T> x = View<T>(pb, b);
            ManagedBlas<T>.Scale(alpha, x, Part.All);
            For<T>().Trsm((triangle == Triangle.Lower) != transposed, View(pa, a, transposed ? Transpose.Yes : Transpose.No), side == Side.Left ? x : x.Transposed);
        }
    }

    /// <inheritdoc/>
    protected override void PotrfCore<T>(Triangle triangle, MatrixSpan<T> a)
    {
        nint positive;
        fixed (T* pa = &a.First)
            positive = For<T>().Potrf(Lower(pa, triangle, a));
        if (positive < a.Rows)
            throw new NotPositiveDefiniteException(positive, a.Rows);
    }

    /// <inheritdoc/>
    protected override void PotriCore<T>(Triangle triangle, MatrixSpan<T> a)
    {
        fixed (T* pa = &a.First)
            For<T>().Potri(Lower(pa, triangle, a));
    }

    /// <inheritdoc/>
    protected override void EigenvaluesCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        fixed (T* pa = &a.First, pv = values)
            For<T>().Eigenvalues(View<T>(pa, a), pv);
    }

    /// <inheritdoc/>
    protected override void SyevdCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        fixed (T* pa = &a.First, pv = values)
            For<T>().Syevd(View<T>(pa, a), pv);
    }

    private ManagedBlas<T> For<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? (ManagedBlas<T>)(object)workers.Single : (ManagedBlas<T>)(object)workers.Double;

    private static MatrixView<T> View<T>(T* first, ReadOnlyMatrixSpan<T> a, Transpose transpose = Transpose.No)
        where T : unmanaged
    {
        var view = new MatrixView<T>(first, a.Rows, a.Columns, a.Stride, 1);
        return transpose == Transpose.No ? view : view.Transposed;
    }

    /// <summary>The triangle as a lower one: <c>A = Uᵀ·U</c> is <c>L·Lᵀ</c> of the transposed view.</summary>
    private static MatrixView<T> Lower<T>(T* first, Triangle triangle, MatrixSpan<T> a)
        where T : unmanaged =>
        View<T>(first, a, triangle == Triangle.Lower ? Transpose.No : Transpose.Yes);

    private sealed class Workers(KernelProfile profile, int threads)
    {
        public ManagedBlas<float> Single { get; } = new(profile, threads);

        public ManagedBlas<double> Double { get; } = new(profile, threads);
    }
}
