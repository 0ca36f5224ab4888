using System.Runtime.InteropServices;
using Ntk.Native.Externs;

namespace Ntk.Tests.Native.Cuda;

/// <summary>Functions that pass for the CUDA runtime and cuSOLVER and compute on the processor, of the signatures in NVIDIA's headers.</summary>
internal static unsafe class StandInCuda
{
    private const int Handle = 41, Parameters = 42, Infos = 43;

    /// <summary>cuSOLVER for large matrices as it would be on a device.</summary>
    public static CudaLinearAlgebra Load() => new(Runtime, Solver, new ManagedLinearAlgebra());

    private static NativeExports Runtime { get; } = Exports("cudart stand-in", new()
    {
        ["cudaGetDeviceCount"] = (nint)(delegate* unmanaged<int*, int>)&GetDeviceCount,
        ["cudaRuntimeGetVersion"] = (nint)(delegate* unmanaged<int*, int>)&RuntimeGetVersion,
        ["cudaMemGetInfo"] = (nint)(delegate* unmanaged<nuint*, nuint*, int>)&MemGetInfo,
        ["cudaMalloc"] = (nint)(delegate* unmanaged<void**, nuint, int>)&Malloc,
        ["cudaFree"] = (nint)(delegate* unmanaged<void*, int>)&Free,
        ["cudaMemcpy2D"] = (nint)(delegate* unmanaged<void*, nuint, void*, nuint, nuint, nuint, int, int>)&Memcpy2D,
    });

    private static NativeExports Solver { get; } = Exports("cusolver stand-in", new()
    {
        ["cusolverDnCreate"] = (nint)(delegate* unmanaged<nint*, int>)&Create,
        ["cusolverDnSpotrf_bufferSize"] = (nint)(delegate* unmanaged<nint, int, int, float*, int, int*, int>)&SpotrfBufferSize,
        ["cusolverDnDpotrf_bufferSize"] = (nint)(delegate* unmanaged<nint, int, int, double*, int, int*, int>)&DpotrfBufferSize,
        ["cusolverDnSpotrf"] = (nint)(delegate* unmanaged<nint, int, int, float*, int, float*, int, int*, int>)&Spotrf,
        ["cusolverDnDpotrf"] = (nint)(delegate* unmanaged<nint, int, int, double*, int, double*, int, int*, int>)&Dpotrf,
        ["cusolverDnSpotrs"] = (nint)(delegate* unmanaged<nint, int, int, int, float*, int, float*, int, int*, int>)&Spotrs,
        ["cusolverDnDpotrs"] = (nint)(delegate* unmanaged<nint, int, int, int, double*, int, double*, int, int*, int>)&Dpotrs,
        ["cusolverDnSsyevd_bufferSize"] = (nint)(delegate* unmanaged<nint, int, int, int, float*, int, float*, int*, int>)&SsyevdBufferSize,
        ["cusolverDnDsyevd_bufferSize"] = (nint)(delegate* unmanaged<nint, int, int, int, double*, int, double*, int*, int>)&DsyevdBufferSize,
        ["cusolverDnSsyevd"] = (nint)(delegate* unmanaged<nint, int, int, int, float*, int, float*, float*, int, int*, int>)&Ssyevd,
        ["cusolverDnDsyevd"] = (nint)(delegate* unmanaged<nint, int, int, int, double*, int, double*, double*, int, int*, int>)&Dsyevd,
        ["cusolverDnIRSParamsCreate"] = (nint)(delegate* unmanaged<nint*, int>)&CreateParameters,
        ["cusolverDnIRSParamsDestroy"] = (nint)(delegate* unmanaged<nint, int>)&DestroyParameters,
        ["cusolverDnIRSParamsSetSolverPrecisions"] = (nint)(delegate* unmanaged<nint, int, int, int>)&SetPrecisions,
        ["cusolverDnIRSParamsSetRefinementSolver"] = (nint)(delegate* unmanaged<nint, int, int>)&SetRefinement,
        ["cusolverDnIRSParamsDisableFallback"] = (nint)(delegate* unmanaged<nint, int>)&DisableFallback,
        ["cusolverDnIRSInfosCreate"] = (nint)(delegate* unmanaged<nint*, int>)&CreateInfos,
        ["cusolverDnIRSInfosDestroy"] = (nint)(delegate* unmanaged<nint, int>)&DestroyInfos,
        ["cusolverDnIRSXgesv_bufferSize"] = (nint)(delegate* unmanaged<nint, nint, int, int, nuint*, int>)&RefinementBufferSize,
        ["cusolverDnIRSXgesv"] = (nint)(delegate* unmanaged<nint, nint, nint, int, int, void*, int, void*, int, void*, int, void*, nuint, int*, int*, int>)&Refine,
    });

    private static NativeExports Exports(string name, Dictionary<string, nint> functions) => new(name, function => functions.GetValueOrDefault(function));

    [UnmanagedCallersOnly]
    private static int GetDeviceCount(int* count)
    {
        *count = 1;
        return StandInDevice.Begin("cudaGetDeviceCount");
    }

    [UnmanagedCallersOnly]
    private static int RuntimeGetVersion(int* version)
    {
        *version = 12040;
        return StandInDevice.Begin("cudaRuntimeGetVersion");
    }

    [UnmanagedCallersOnly]
    private static int MemGetInfo(nuint* free, nuint* total)
    {
        *free = *total = StandInDevice.FreeBytes;
        return StandInDevice.Begin("cudaMemGetInfo");
    }

    [UnmanagedCallersOnly]
    private static int Malloc(void** pointer, nuint bytes) => StandInDevice.Begin("cudaMalloc") is not 0 and var status ? status : StandInDevice.Allocate(pointer, bytes);

    [UnmanagedCallersOnly]
    private static int Free(void* pointer) => StandInDevice.Free(pointer);

    [UnmanagedCallersOnly]
    private static int Memcpy2D(void* target, nuint targetPitch, void* source, nuint sourcePitch, nuint width, nuint height, int kind) =>
        StandInDevice.Begin("cudaMemcpy2D") is not 0 and var status ? status : StandInDevice.Copy(target, targetPitch, source, sourcePitch, width, height, kind);

    [UnmanagedCallersOnly]
    private static int Create(nint* handle) => Make(handle, Handle, "create");

    [UnmanagedCallersOnly]
    private static int SpotrfBufferSize(nint handle, int uplo, int n, float* a, int lda, int* lwork) => BufferSize(handle, lwork, n, "potrf_bufferSize");

    [UnmanagedCallersOnly]
    private static int DpotrfBufferSize(nint handle, int uplo, int n, double* a, int lda, int* lwork) => BufferSize(handle, lwork, n, "potrf_bufferSize");

    [UnmanagedCallersOnly]
    private static int Spotrf(nint handle, int uplo, int n, float* a, int lda, float* work, int lwork, int* info) =>
        handle == Handle && lwork == n ? StandInSolver.Potrf(uplo, n, a, lda, work, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int Dpotrf(nint handle, int uplo, int n, double* a, int lda, double* work, int lwork, int* info) =>
        handle == Handle && lwork == n ? StandInSolver.Potrf(uplo, n, a, lda, work, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int Spotrs(nint handle, int uplo, int n, int sides, float* a, int lda, float* b, int ldb, int* info) =>
        handle == Handle ? StandInSolver.Potrs(uplo, n, sides, a, lda, b, ldb, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int Dpotrs(nint handle, int uplo, int n, int sides, double* a, int lda, double* b, int ldb, int* info) =>
        handle == Handle ? StandInSolver.Potrs(uplo, n, sides, a, lda, b, ldb, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int SsyevdBufferSize(nint handle, int jobz, int uplo, int n, float* a, int lda, float* w, int* lwork) => BufferSize(handle, lwork, n, "syevd_bufferSize");

    [UnmanagedCallersOnly]
    private static int DsyevdBufferSize(nint handle, int jobz, int uplo, int n, double* a, int lda, double* w, int* lwork) => BufferSize(handle, lwork, n, "syevd_bufferSize");

    [UnmanagedCallersOnly]
    private static int Ssyevd(nint handle, int jobz, int uplo, int n, float* a, int lda, float* w, float* work, int lwork, int* info) =>
        handle == Handle && lwork == n ? StandInSolver.Syevd(jobz, uplo, n, a, lda, w, work, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int Dsyevd(nint handle, int jobz, int uplo, int n, double* a, int lda, double* w, double* work, int lwork, int* info) =>
        handle == Handle && lwork == n ? StandInSolver.Syevd(jobz, uplo, n, a, lda, w, work, info) : StandInDevice.InvalidValue;

    [UnmanagedCallersOnly]
    private static int CreateParameters(nint* parameters) => Make(parameters, Parameters, "IRSParamsCreate");

    [UnmanagedCallersOnly]
    private static int DestroyParameters(nint parameters) => Expect(parameters == Parameters, "IRSParamsDestroy");

    /// <summary>CUSOLVER_R_64F and CUSOLVER_R_32F.</summary>
    [UnmanagedCallersOnly]
    private static int SetPrecisions(nint parameters, int main, int lowest) => Expect(parameters == Parameters && main == 1203 && lowest == 1204, "IRSParamsSetSolverPrecisions");

    /// <summary>CUSOLVER_IRS_REFINE_GMRES.</summary>
    [UnmanagedCallersOnly]
    private static int SetRefinement(nint parameters, int solver) => Expect(parameters == Parameters && solver == 1104, "IRSParamsSetRefinementSolver");

    [UnmanagedCallersOnly]
    private static int DisableFallback(nint parameters) => Expect(parameters == Parameters, "IRSParamsDisableFallback");

    [UnmanagedCallersOnly]
    private static int CreateInfos(nint* infos) => Make(infos, Infos, "IRSInfosCreate");

    [UnmanagedCallersOnly]
    private static int DestroyInfos(nint infos) => Expect(infos == Infos, "IRSInfosDestroy");

    [UnmanagedCallersOnly]
    private static int RefinementBufferSize(nint handle, nint parameters, int n, int sides, nuint* bytes)
    {
        *bytes = StandInSolver.RefinementBytes(n, sides);
        return Expect(handle == Handle && parameters == Parameters, "IRSXgesv_bufferSize");
    }

    [UnmanagedCallersOnly]
    private static int Refine(
        nint handle, nint parameters, nint infos, int n, int sides, void* a, int lda, void* b, int ldb, void* x, int ldx, void* work, nuint bytes, int* steps, int* info) =>
        handle == Handle && parameters == Parameters && infos == Infos
            ? StandInSolver.Refine(n, sides, (double*)a, lda, (double*)b, ldb, (double*)x, ldx, work, bytes, steps, info)
            : StandInDevice.InvalidValue;

    private static int Make(nint* target, int value, string function)
    {
        *target = value;
        return StandInDevice.Begin(function);
    }

    private static int BufferSize(nint handle, int* lwork, int n, string function)
    {
        *lwork = n;
        return Expect(handle == Handle, function);
    }

    private static int Expect(bool isRight, string function) => isRight ? StandInDevice.Begin(function) : StandInDevice.InvalidValue;
}
