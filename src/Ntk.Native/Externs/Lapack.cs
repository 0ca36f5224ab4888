namespace Ntk.Native.Externs;

/// <summary>
/// LAPACK in one precision through its Fortran symbols: every argument a pointer, and the length of each CHARACTER
/// argument by value at the end. Integers are passed as pointers to 64-bit ones: where the library has 32-bit integers it
/// reads and writes the lower half, on the little-endian processors .NET runs on.
/// </summary>
internal sealed unsafe class Lapack<T>
    where T : unmanaged
{
    /// <summary>(uplo, n, a, lda, info).</summary>
    public readonly delegate* unmanaged<byte*, long*, T*, long*, long*, nuint, void> potrf;

    /// <summary>(uplo, n, a, lda, info).</summary>
    public readonly delegate* unmanaged<byte*, long*, T*, long*, long*, nuint, void> potri;

    /// <summary>(jobz, uplo, n, a, lda, w, work, lwork, iwork, liwork, info).</summary>
    public readonly delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void> syevd;

    /// <summary>The same through a band matrix, for jobz = 'N' only; null where the library is older than LAPACK 3.7.</summary>
    public readonly delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void> syevd_2stage;

    public Lapack(NativeExports exports)
    {
        HasLongIntegers = exports.Has("dpotrf_64_") && exports.Has("dsyevd_64_");
        string suffix = HasLongIntegers ? "_64_" : "_";
        potrf = (delegate* unmanaged<byte*, long*, T*, long*, long*, nuint, void>)exports.Variant<T>("?potrf" + suffix);
        potri = (delegate* unmanaged<byte*, long*, T*, long*, long*, nuint, void>)exports.Variant<T>("?potri" + suffix);
        syevd = (delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void>)exports.Variant<T>("?syevd" + suffix);
        syevd_2stage = (delegate* unmanaged<byte*, byte*, long*, T*, long*, T*, T*, long*, long*, long*, long*, nuint, nuint, void>)exports.VariantOrNull<T>("?syevd_2stage" + suffix);
    }

    /// <summary>Whether the library's integers have 64 bits (MKL offers both under different names).</summary>
    public bool HasLongIntegers { get; }

    /// <summary>The result code a routine left in a variable that was zero before the call.</summary>
    public long Info(long info) => HasLongIntegers ? info : (int)info;
}
