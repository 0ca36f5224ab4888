using System.Numerics;
using Ntk.Native.Externs;
using Ntk.Native.Resolution;

namespace Ntk.Native;

/// <summary>
/// Cholesky factorisations, solves with their factors, solves in mixed precision and symmetric eigenproblems on the first CUDA device through cuSOLVER, for matrices that
/// are large enough and fit into its memory; all else by a library of the processor.
/// </summary>
/// <remarks>To cuSOLVER, which knows columns only, a row-major matrix is its own transpose, as to LAPACK. The device serves one call at a time.</remarks>
public sealed unsafe partial class CudaLinearAlgebra : LinearAlgebra, IMixedPrecisionSolver
{
    /// <summary>The smallest order that is sent to the device: below, its launches take longer than the processor's work.</summary>
    public const int SmallestOrder = 1024;

    private readonly Lock gate = new();
    private readonly LinearAlgebra host;
    private readonly CudaRuntime runtime;
    private readonly CuSolver<float> single;
    private readonly CuSolver<double> @double;
    private readonly CuSolverRefinement refinement;
    private readonly nint handle;
    private readonly nint parameters;
    private readonly nint infos;
    private int smallestOrder = SmallestOrder;

    internal CudaLinearAlgebra(NativeExports runtimeExports, NativeExports solverExports, LinearAlgebra host)
    {
        this.host = host;
        runtime = new(runtimeExports);
        single = new(solverExports);
        @double = new(solverExports);
        refinement = new(solverExports);
        int devices = 0, version = 0;
        if (runtime.getDeviceCount(&devices) != 0 || devices == 0)
            throw new NativeLibraryException("The CUDA runtime finds no device. Install NVIDIA's driver, or choose another library with NTK_BLAS.");
        nint made = 0;
        Require("cusolverDnCreate", new CuSolverHandle(solverExports).create(&made));
        handle = made;
        (parameters, infos) = RefinementSettings(refinement);
        Require("cudaRuntimeGetVersion", runtime.runtimeGetVersion(&version));
        Version = $"CUDA {version / 1000}.{version % 1000 / 10}; {host.Name} {host.Version}";
    }

    /// <inheritdoc/>
    public override string Name => $"cuSOLVER with {host.Name}";

    /// <inheritdoc/>
    public override string Version { get; }

    /// <summary>The same, but with matrices of any order on the device, for tests of it.</summary>
    public CudaLinearAlgebra ForAllOrders()
    {
        var all = (CudaLinearAlgebra)MemberwiseClone();
        all.smallestOrder = 1;
        return all;
    }

    /// <inheritdoc/>
    protected override int GetThreadCount() => host.ThreadCount;

    /// <inheritdoc/>
    protected override void SetThreadCount(int value) => host.ThreadCount = value;

    /// <inheritdoc/>
    protected override void GemmCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c) =>
        host.Gemm(alpha, a, transposeA, b, transposeB, beta, c);

    /// <inheritdoc/>
    protected override void GemvCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y) =>
        host.Gemv(alpha, a, transpose, x, beta, y);

    /// <inheritdoc/>
    protected override void SyrkCore<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c) =>
        host.Syrk(triangle, alpha, a, transpose, beta, c);

    /// <inheritdoc/>
    protected override void TrsmCore<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b) =>
        host.Trsm(side, triangle, transpose, alpha, a, b);

    /// <inheritdoc/>
    protected override void PotriCore<T>(Triangle triangle, MatrixSpan<T> a) => host.Potri(triangle, a);

    /// <inheritdoc/>
    protected override void PotrfCore<T>(Triangle triangle, MatrixSpan<T> a)
    {
        int n = (int)a.Rows, lwork = 0, info;
        CuSolver<T> solver = For<T>();
        int uplo = triangle == Triangle.Lower ? CuSolverHandle.Upper : CuSolverHandle.Lower;
        lock (gate)
        {
            bool isSent = IsWorthwhile(a.Rows);
            if (isSent)
                Require("potrf_bufferSize", solver.potrf_bufferSize(handle, uplo, n, null, n, &lwork));
            if (!isSent || !Fits<T>((long)n * n + lwork))
            {
                host.Potrf(triangle, a);
                return;
            }

            using var matrix = new CudaMemory(runtime, (long)n * n * sizeof(T));
            using var work = new CudaMemory(runtime, (long)lwork * sizeof(T));
            using var result = new CudaMemory(runtime, sizeof(int));
            CopyToDevice<T>(a, matrix);
            Require("potrf", solver.potrf(handle, uplo, n, (T*)matrix.Pointer, n, (T*)work.Pointer, lwork, (int*)result.Pointer));
            CopyToHost(matrix, a);
            info = ReadInfo(result);
        }

        RequireNoArgumentError("potrf", info);
        nint pivot = info > 0 ? info - 1 : NativeLinearAlgebra.FirstNaN(a);
        if (pivot < n)
            throw new NotPositiveDefiniteException(pivot, n);
    }

    /// <inheritdoc/>
    protected override void EigenvaluesCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        if (!TrySyevd(CuSolverHandle.ValuesOnly, a, values))
            host.Eigenvalues(a, values);
    }

    /// <inheritdoc/>
    protected override void SyevdCore<T>(MatrixSpan<T> a, Span<T> values)
    {
        if (!TrySyevd(CuSolverHandle.Vectors, a, values))
            host.Syevd(a, values);
    }

    private bool TrySyevd<T>(int jobz, MatrixSpan<T> a, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = (int)a.Rows, lwork = 0, info;
        CuSolver<T> solver = For<T>();
        lock (gate)
        {
            if (!IsWorthwhile(a.Rows))
                return false;
            Require("syevd_bufferSize", solver.syevd_bufferSize(handle, jobz, CuSolverHandle.Upper, n, null, n, null, &lwork));
            if (!Fits<T>((long)n * n + n + lwork))
                return false;
            using var matrix = new CudaMemory(runtime, (long)n * n * sizeof(T));
            using var spectrum = new CudaMemory(runtime, (long)n * sizeof(T));
            using var work = new CudaMemory(runtime, (long)lwork * sizeof(T));
            using var result = new CudaMemory(runtime, sizeof(int));
            CopyToDevice<T>(a, matrix);
            Require("syevd", solver.syevd(handle, jobz, CuSolverHandle.Upper, n, (T*)matrix.Pointer, n, (T*)spectrum.Pointer, (T*)work.Pointer, lwork, (int*)result.Pointer));
            CopyToHost(matrix, a);
            nuint bytes = (nuint)n * (nuint)sizeof(T);
            fixed (T* target = values)
                Require("cudaMemcpy2D", runtime.memcpy2D(target, bytes, spectrum.Pointer, bytes, bytes, 1, CudaRuntime.ToHost));
            info = ReadInfo(result);
        }

        RequireNoArgumentError("syevd", info);
        if (info > 0)
            throw new EigenvalueConvergenceException(Math.Min(info, n), n);
        return true;
    }

    private CuSolver<T> For<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? (CuSolver<T>)(object)single : (CuSolver<T>)(object)@double;

    private bool IsWorthwhile(long order) => order >= smallestOrder && order <= int.MaxValue;

    private bool Fits<T>(long elements)
        where T : unmanaged
    {
        nuint free = 0, total = 0;
        Require("cudaMemGetInfo", runtime.memGetInfo(&free, &total));
        return (nuint)elements * (nuint)sizeof(T) + sizeof(int) < free;
    }

    private void CopyToDevice<T>(ReadOnlyMatrixSpan<T> a, CudaMemory memory)
        where T : unmanaged
    {
        fixed (T* start = &a.First)
            Copy(memory.Pointer, RowBytes<T>(a.Columns), start, RowBytes<T>(a.Stride), RowBytes<T>(a.Columns), a.Rows, CudaRuntime.ToDevice);
    }

    private void CopyToHost<T>(CudaMemory memory, MatrixSpan<T> a)
        where T : unmanaged
    {
        fixed (T* start = &a.First)
            Copy(start, RowBytes<T>(a.Stride), memory.Pointer, RowBytes<T>(a.Columns), RowBytes<T>(a.Columns), a.Rows, CudaRuntime.ToHost);
    }

    private void Copy(void* target, nuint targetPitch, void* source, nuint sourcePitch, nuint rowBytes, nint rows, int kind) =>
        Require("cudaMemcpy2D", runtime.memcpy2D(target, targetPitch, source, sourcePitch, rowBytes, (nuint)rows, kind));

    private int ReadInfo(CudaMemory result)
    {
        int info;
        Copy(&info, sizeof(int), result.Pointer, sizeof(int), sizeof(int), 1, CudaRuntime.ToHost);
        return info;
    }

    private static nuint RowBytes<T>(nint elements)
        where T : unmanaged =>
        (nuint)elements * (nuint)sizeof(T);

    private static void Require(string function, int status)
    {
        if (status != 0)
            throw new NativeLibraryException($"{function} failed on the CUDA device with status {status}. Choose another library with NTK_BLAS.");
    }

    private static void RequireNoArgumentError(string routine, int info)
    {
        if (info < 0)
            throw new NativeLibraryException($"cuSOLVER's {routine} refused its argument {-info}. Choose another library with NTK_BLAS.");
    }

    /// <summary>Memory of the device.</summary>
    private readonly ref struct CudaMemory
    {
        private readonly CudaRuntime runtime;

        public CudaMemory(CudaRuntime runtime, long bytes)
        {
            this.runtime = runtime;
            void* pointer = null;
            Require("cudaMalloc", runtime.malloc(&pointer, (nuint)Math.Max(1, bytes)));
            Pointer = pointer;
        }

        public void* Pointer { get; }

        public void Dispose() => _ = runtime.free(Pointer);
    }
}
