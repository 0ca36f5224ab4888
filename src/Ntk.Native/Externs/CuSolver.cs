namespace Ntk.Native.Externs;

/// <summary>NVIDIA's cuSOLVER in one precision: LAPACK by column on matrices in a device's memory. Zero is success; info is in the device's memory too.</summary>
internal sealed unsafe class CuSolver<T>(NativeExports exports)
    where T : unmanaged
{
    /// <summary>(handle, uplo, n, a, lda, lwork).</summary>
    public readonly delegate* unmanaged<nint, int, int, T*, int, int*, int> potrf_bufferSize =
        (delegate* unmanaged<nint, int, int, T*, int, int*, int>)exports[Name("potrf_bufferSize")];

    /// <summary>(handle, uplo, n, a, lda, work, lwork, info).</summary>
    public readonly delegate* unmanaged<nint, int, int, T*, int, T*, int, int*, int> potrf =
        (delegate* unmanaged<nint, int, int, T*, int, T*, int, int*, int>)exports[Name("potrf")];

    /// <summary>(handle, uplo, n, nrhs, a, lda, b, ldb, info).</summary>
    public readonly delegate* unmanaged<nint, int, int, int, T*, int, T*, int, int*, int> potrs =
        (delegate* unmanaged<nint, int, int, int, T*, int, T*, int, int*, int>)exports[Name("potrs")];

    /// <summary>(handle, jobz, uplo, n, a, lda, w, lwork).</summary>
    public readonly delegate* unmanaged<nint, int, int, int, T*, int, T*, int*, int> syevd_bufferSize =
        (delegate* unmanaged<nint, int, int, int, T*, int, T*, int*, int>)exports[Name("syevd_bufferSize")];

    /// <summary>(handle, jobz, uplo, n, a, lda, w, work, lwork, info).</summary>
    public readonly delegate* unmanaged<nint, int, int, int, T*, int, T*, T*, int, int*, int> syevd =
        (delegate* unmanaged<nint, int, int, int, T*, int, T*, T*, int, int*, int>)exports[Name("syevd")];

    private static string Name(string routine) => $"cusolverDn{(typeof(T) == typeof(float) ? 'S' : 'D')}{routine}";
}

/// <summary>What is the same in both precisions.</summary>
internal sealed unsafe class CuSolverHandle(NativeExports exports)
{
    /// <summary>CUBLAS_FILL_MODE_LOWER and CUBLAS_FILL_MODE_UPPER.</summary>
    public const int Lower = 0, Upper = 1;

    /// <summary>CUSOLVER_EIG_MODE_NOVECTOR and CUSOLVER_EIG_MODE_VECTOR.</summary>
    public const int ValuesOnly = 0, Vectors = 1;

    /// <summary>(handle).</summary>
    public readonly delegate* unmanaged<nint*, int> create = (delegate* unmanaged<nint*, int>)exports["cusolverDnCreate"];
}
