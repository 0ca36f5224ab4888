using System.Numerics;
using System.Runtime.InteropServices;
using Ntk.Native.Externs;

namespace Ntk.Native;

/// <summary>
/// Intel MKL or OpenBLAS. BLAS is called row-major; to LAPACK, which knows columns only, a row-major matrix is its own
/// transpose, so that the lower triangle goes by the name of the upper one and nothing is copied.
/// </summary>
public sealed unsafe class NativeLinearAlgebra : LinearAlgebra
{
    private readonly ILibraryControl control;
    private readonly Blas<float> single;
    private readonly Blas<double> @double;

    internal NativeLinearAlgebra(NativeExports exports, ILibraryControl control)
    {
        this.control = control;
        Path = exports.Path;
        single = new(exports);
        @double = new(exports);
    }

    /// <inheritdoc/>
    public override string Name => control.Name;

    /// <inheritdoc/>
    public override string Version => control.Version;

    /// <summary>The file or name the library was loaded by.</summary>
    public string Path { get; }

    /// <summary>
    /// Size of a matrix from which eigenvalues alone are found through a band matrix. That is more work, but reads the matrix from memory a few times only, where the
    /// direct way reads it once a column: it pays where the matrix leaves the processor's cache (measured with OpenBLAS 0.3.21: half as fast for 32 MB, 1.2 times as fast for 100 MB).
    /// </summary>
    internal long TwoStageBytes { get; set; } = 64L << 20;

    /// <inheritdoc/>
    protected override int GetThreadCount() => control.ThreadCount;

    /// <inheritdoc/>
    protected override void SetThreadCount(int value) => control.ThreadCount = value;

    /// <inheritdoc/>
    protected override void GemmCore<T>(
        T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
    {
        nint k = transposeA == Transpose.No ? a.Columns : a.Rows;
        fixed (T* pa = &a.First, pb = &b.First, pc = &c.First)
        {
            For<T>().Cblas.gemm(
                Cblas<T>.RowMajor, Cblas<T>.Code(transposeA), Cblas<T>.Code(transposeB), Size("gemm", c.Rows), Size("gemm", c.Columns), Size("gemm", k),
                alpha, pa, Stride("gemm", a), pb, Stride("gemm", b), beta, pc, Stride<T>("gemm", c));
        }
    }

    /// <inheritdoc/>
    protected override void GemvCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y)
    {
        fixed (T* pa = &a.First, px = x, py = y)
            For<T>().Cblas.gemv(Cblas<T>.RowMajor, Cblas<T>.Code(transpose), Size("gemv", a.Rows), Size("gemv", a.Columns), alpha, pa, Stride("gemv", a), px, 1, beta, py, 1);
    }

    /// <inheritdoc/>
    protected override void SyrkCore<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c)
    {
        nint k = transpose == Transpose.No ? a.Columns : a.Rows;
        fixed (T* pa = &a.First, pc = &c.First)
        {
            For<T>().Cblas.syrk(
                Cblas<T>.RowMajor, Cblas<T>.Code(triangle), Cblas<T>.Code(transpose), Size("syrk", c.Rows), Size("syrk", k), alpha, pa, Stride("syrk", a), beta, pc, Stride<T>("syrk", c));
        }
    }

    /// <inheritdoc/>
    protected override void TrsmCore<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
    {
        fixed (T* pa = &a.First, pb = &b.First)
        {
            For<T>().Cblas.trsm(
                Cblas<T>.RowMajor, Cblas<T>.Code(side), Cblas<T>.Code(triangle), Cblas<T>.Code(transpose), Cblas<T>.NonUnit,
                Size("trsm", b.Rows), Size("trsm", b.Columns), alpha, pa, Stride("trsm", a), pb, Stride<T>("trsm", b));
        }
    }

    /// <inheritdoc/>
    protected override void PotrfCore<T>(Triangle triangle, MatrixSpan<T> a)
    {
        Lapack<T> lapack = For<T>().Lapack;
        byte uplo = ColumnMajor(triangle);
        long n = a.Rows, lda = Stride(lapack, "potrf", a), info = 0;
        fixed (T* pa = &a.First)
            lapack.potrf(&uplo, &n, pa, &lda, &info, 1);
        RequireNoArgumentError(lapack, "potrf", info);
        long pivot = lapack.Info(info) > 0 ? lapack.Info(info) - 1 : FirstNaN(a);
        if (pivot < n)
            throw new NotPositiveDefiniteException(pivot, n);
    }

    /// <inheritdoc/>
    protected override void PotriCore<T>(Triangle triangle, MatrixSpan<T> a)
    {
        Lapack<T> lapack = For<T>().Lapack;
        byte uplo = ColumnMajor(triangle);
        long n = a.Rows, lda = Stride(lapack, "potri", a), info = 0;
        fixed (T* pa = &a.First)
            lapack.potri(&uplo, &n, pa, &lda, &info, 1);
        RequireNoArgumentError(lapack, "potri", info);
    }

    /// <inheritdoc/>
    protected override void EigenvaluesCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        Lapack<T> lapack = For<T>().Lapack;
        bool isLarge = (Int128)a.Rows * a.Rows * sizeof(T) >= TwoStageBytes;
        if (isLarge && lapack.syevd_2stage is not null)
            Syevd(lapack, "syevd_2stage", lapack.syevd_2stage, (byte)'N', a, values, ValuesWorkSize(lapack, lapack.syevd_2stage, a), 1);
        else
            Syevd(lapack, "syevd", lapack.syevd, (byte)'N', a, values, ValuesWorkSize(lapack, lapack.syevd, a), 1);
    }

    /// <inheritdoc/>
    protected override void SyevdCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        const int LargestOrder = 32_766;
        Lapack<T> lapack = For<T>().Lapack;
        nint workSize = 1 + 6 * a.Rows + 2 * a.Rows * a.Rows;
        if (!lapack.HasLongIntegers && workSize > int.MaxValue)
            throw new MatrixTooLargeException("syevd", a.Rows, LargestOrder);
        Syevd(lapack, "syevd", lapack.syevd, (byte)'V', a, values, workSize, 3 + 5 * a.Rows);
    }

    /// <summary>The best work area for values alone: with the smallest, half of the work would be done a column at a time.</summary>
    private static nint ValuesWorkSize<T>(
        Lapack<T> lapack, delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void> routine, MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The answer comes as a float, which rounds.
        const double Margin = 1 + 1e-6;
        byte jobz = (byte)'N', uplo = ColumnMajor(Triangle.Lower);
        long n = a.Rows, lda = Stride(lapack, "syevd", a), query = -1, integerQuery = -1, integers = 0, info = 0;
        T size = T.Zero, nothing = T.Zero;
        routine(&jobz, &uplo, &n, &nothing, &lda, &nothing, &size, &query, &integers, &integerQuery, &info, 1, 1);
        RequireNoArgumentError(lapack, "syevd", info);
        double smallest = 2.0 * n + 1, best = Math.Ceiling(Margin * double.CreateTruncating(size));
        return (nint)Math.Max(smallest, lapack.HasLongIntegers ? best : Math.Min(best, int.MaxValue));
    }

    private static void Syevd<T>(
        Lapack<T> lapack, string name, delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void> routine,
        byte jobz, MatrixSpan<T> a, Span<T> values, nint workSize, nint integerWorkSize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte uplo = ColumnMajor(Triangle.Lower);
        long n = a.Rows, lda = Stride(lapack, name, a), lwork = workSize, liwork = integerWorkSize, info = 0;
        void* work = NativeMemory.Alloc((nuint)workSize, (nuint)sizeof(T)), integerWork = null;
        try
        {
            integerWork = NativeMemory.Alloc((nuint)integerWorkSize, sizeof(long));
            fixed (T* pa = &a.First, pw = values)
                routine(&jobz, &uplo, &n, pa, &lda, pw, (T*)work, &lwork, (long*)integerWork, &liwork, &info, 1, 1);
        }
        finally
        {
            NativeMemory.Free(integerWork);
            NativeMemory.Free(work);
        }
        RequireNoArgumentError(lapack, name, info);
        if (lapack.Info(info) > 0)
            throw new EigenvalueConvergenceException(Math.Min(lapack.Info(info), n), n);
    }

    private Blas<T> For<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? (Blas<T>)(object)single : (Blas<T>)(object)@double;

    private static byte ColumnMajor(Triangle triangle) => triangle == Triangle.Lower ? (byte)'U' : (byte)'L';

    /// <summary>A pivot can turn NaN through overflow on the way, and OpenBLAS goes on without a word.</summary>
    internal static nint FirstNaN<T>(MatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint row = 0;
        while (row < a.Rows && !T.IsNaN(a[row, row]))
            row++;
        return row;
    }

    private static void RequireNoArgumentError<T>(Lapack<T> lapack, string routine, long info)
        where T : unmanaged
    {
        if (lapack.Info(info) < 0)
            throw new NativeLibraryException($"{routine} refused its argument {-lapack.Info(info)}. The library does not follow LAPACK's conventions: set NTK_BLAS=managed.");
    }

    private static int Size(string routine, nint size) =>
        size <= int.MaxValue ? (int)size : throw new MatrixTooLargeException(routine, size, int.MaxValue);

    private static int Stride<T>(string routine, ReadOnlyMatrixSpan<T> a)
        where T : unmanaged =>
        Size(routine, nint.Max(1, a.Stride));

    private static long Stride<T>(Lapack<T> lapack, string routine, MatrixSpan<T> a)
        where T : unmanaged =>
        lapack.HasLongIntegers ? nint.Max(1, a.Stride) : Stride<T>(routine, a);

    private sealed class Blas<T>(NativeExports exports)
        where T : unmanaged
    {
        public Cblas<T> Cblas { get; } = new(exports);

        public Lapack<T> Lapack { get; } = new(exports);
    }
}
