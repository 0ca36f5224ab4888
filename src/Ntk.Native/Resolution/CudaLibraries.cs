using Ntk.Native.Externs;

namespace Ntk.Native.Resolution;

/// <summary>Finds the CUDA runtime and cuSOLVER, by the names their versions go by.</summary>
internal static class CudaLibraries
{
    private static readonly string[] RuntimeNames = OperatingSystem.IsWindows()
        ? ["cudart64_13.dll", "cudart64_12.dll", "cudart64_110.dll"]
        : ["libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so"];

    private static readonly string[] SolverNames = OperatingSystem.IsWindows()
        ? ["cusolver64_12.dll", "cusolver64_11.dll"]
        : ["libcusolver.so.12", "libcusolver.so.11", "libcusolver.so"];

    /// <summary>Factorisations on the first CUDA device, everything else by another library.</summary>
    /// <param name="host">The other library.</param>
    /// <exception cref="NativeLibraryException">A library or a device is missing.</exception>
    public static CudaLinearAlgebra Load(LinearAlgebra host) => new(First(RuntimeNames), First(SolverNames), host);

    private static NativeExports First(string[] names)
    {
        NativeLibraryException? last = null;
        foreach (string name in names)
        {
            try
            {
                return LibraryFile.Open(name);
            }
            catch (NativeLibraryException error)
            {
                last = error;
            }
        }

        throw new NativeLibraryException($"None of {string.Join(", ", names)} could be loaded: {last!.Message}", innerException: last);
    }
}
