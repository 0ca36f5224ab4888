namespace Ntk.Native.Externs;

/// <summary>The few functions of the CUDA runtime that a factorisation needs. Zero is success.</summary>
internal sealed unsafe class CudaRuntime(NativeExports exports)
{
    /// <summary>cudaMemcpyHostToDevice.</summary>
    public const int ToDevice = 1;

    /// <summary>cudaMemcpyDeviceToHost.</summary>
    public const int ToHost = 2;

    /// <summary>(count).</summary>
    public readonly delegate* unmanaged<int*, int> getDeviceCount = (delegate* unmanaged<int*, int>)exports["cudaGetDeviceCount"];

    /// <summary>(version).</summary>
    public readonly delegate* unmanaged<int*, int> runtimeGetVersion = (delegate* unmanaged<int*, int>)exports["cudaRuntimeGetVersion"];

    /// <summary>(free, total).</summary>
    public readonly delegate* unmanaged<nuint*, nuint*, int> memGetInfo = (delegate* unmanaged<nuint*, nuint*, int>)exports["cudaMemGetInfo"];

    /// <summary>(pointer, bytes).</summary>
    public readonly delegate* unmanaged<void**, nuint, int> malloc = (delegate* unmanaged<void**, nuint, int>)exports["cudaMalloc"];

    /// <summary>(pointer).</summary>
    public readonly delegate* unmanaged<void*, int> free = (delegate* unmanaged<void*, int>)exports["cudaFree"];

    /// <summary>(target, target pitch, source, source pitch, bytes of a row, rows, kind).</summary>
    public readonly delegate* unmanaged<void*, nuint, void*, nuint, nuint, nuint, int, int> memcpy2D =
        (delegate* unmanaged<void*, nuint, void*, nuint, nuint, nuint, int, int>)exports["cudaMemcpy2D"];
}
