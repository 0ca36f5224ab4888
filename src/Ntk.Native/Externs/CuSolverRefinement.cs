namespace Ntk.Native.Externs;

/// <summary>
/// cuSOLVER's systems by an LU factor in lower precision and iterative refinement (IRS). It has none by a Cholesky factor. Zero is success.
/// </summary>
internal sealed unsafe class CuSolverRefinement(NativeExports exports)
{
    /// <summary>CUSOLVER_R_64F and CUSOLVER_R_32F.</summary>
    public const int Double = 1203, Single = 1204;

    /// <summary>CUSOLVER_IRS_REFINE_GMRES, which converges for more matrices than the classical refinement.</summary>
    public const int Gmres = 1104;

    /// <summary>(params).</summary>
    public readonly delegate* unmanaged<nint*, int> createParams = (delegate* unmanaged<nint*, int>)exports["cusolverDnIRSParamsCreate"];

    /// <inheritdoc cref="createParams"/>
    public readonly delegate* unmanaged<nint, int> destroyParams = (delegate* unmanaged<nint, int>)exports["cusolverDnIRSParamsDestroy"];

    /// <summary>(params, precision of the data, lowest precision of the factor).</summary>
    public readonly delegate* unmanaged<nint, int, int, int> setPrecisions = (delegate* unmanaged<nint, int, int, int>)exports["cusolverDnIRSParamsSetSolverPrecisions"];

    /// <summary>(params, refinement).</summary>
    public readonly delegate* unmanaged<nint, int, int> setRefinement = (delegate* unmanaged<nint, int, int>)exports["cusolverDnIRSParamsSetRefinementSolver"];

    /// <summary>(params): no LU factor in the precision of the data where refinement fails.</summary>
    public readonly delegate* unmanaged<nint, int> disableFallback = (delegate* unmanaged<nint, int>)exports["cusolverDnIRSParamsDisableFallback"];

    /// <summary>(infos).</summary>
    public readonly delegate* unmanaged<nint*, int> createInfos = (delegate* unmanaged<nint*, int>)exports["cusolverDnIRSInfosCreate"];

    /// <inheritdoc cref="createInfos"/>
    public readonly delegate* unmanaged<nint, int> destroyInfos = (delegate* unmanaged<nint, int>)exports["cusolverDnIRSInfosDestroy"];

    /// <summary>(handle, params, n, nrhs, bytes).</summary>
    public readonly delegate* unmanaged<nint, nint, int, int, nuint*, int> bufferSize =
        (delegate* unmanaged<nint, nint, int, int, nuint*, int>)exports["cusolverDnIRSXgesv_bufferSize"];

    /// <summary>(handle, params, infos, n, nrhs, a, lda, b, ldb, x, ldx, work, bytes, niters, info); niters is in the host's memory.</summary>
    public readonly delegate* unmanaged<nint, nint, nint, int, int, void*, int, void*, int, void*, int, void*, nuint, int*, int*, int> solve =
        (delegate* unmanaged<nint, nint, nint, int, int, void*, int, void*, int, void*, int, void*, nuint, int*, int*, int>)exports["cusolverDnIRSXgesv"];
}
