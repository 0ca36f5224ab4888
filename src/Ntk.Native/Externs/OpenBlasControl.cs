using System.Runtime.InteropServices;

namespace Ntk.Native.Externs;

/// <summary>OpenBLAS's own functions: configuration and threads.</summary>
internal sealed unsafe class OpenBlasControl : ILibraryControl
{
    private readonly delegate* unmanaged<int> openblas_get_num_threads;
    private readonly delegate* unmanaged<int, void> openblas_set_num_threads;

    /// <summary>Asks the library for its configuration.</summary>
    /// <exception cref="NativeLibraryException">The library has 64-bit integers.</exception>
    public OpenBlasControl(NativeExports exports)
    {
        openblas_get_num_threads = (delegate* unmanaged<int>)exports["openblas_get_num_threads"];
        openblas_set_num_threads = (delegate* unmanaged<int, void>)exports["openblas_set_num_threads"];
        var openblas_get_config = (delegate* unmanaged<byte*>)exports["openblas_get_config"];
        Version = Marshal.PtrToStringUTF8((nint)openblas_get_config()) ?? "";
        if (Version.Contains("USE64BITINT", StringComparison.Ordinal))
            throw new NativeLibraryException($"{exports.Path} has 64-bit integers ({Version}); Ntk needs a build with 32-bit integers, such as libopenblas.so.0 of the package libopenblas0.");
    }

    public string Name => "OpenBLAS";

    public string Version { get; }

    public int ThreadCount
    {
        get => openblas_get_num_threads();
        set => openblas_set_num_threads(value);
    }

    public static bool IsExportedBy(NativeExports exports) => exports.Has("openblas_get_config");
}
