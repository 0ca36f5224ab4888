using System.Diagnostics;
using System.Runtime.InteropServices;
using Ntk.Native.Externs;

namespace Ntk.Native.Resolution;

/// <summary>Loads one library and finds out what it is. Libraries stay loaded, and each one has one instance a process.</summary>
internal static class LibraryFile
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, NativeLinearAlgebra> Loaded = new(StringComparer.Ordinal);

    /// <summary>The names OpenBLAS goes by, for the system's loader.</summary>
    public static IReadOnlyList<string> OpenBlasNames { get; } =
        OperatingSystem.IsWindows() ? ["libopenblas.dll", "openblas.dll"]
        : OperatingSystem.IsMacOS() ? ["libopenblas.0.dylib", "libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib"]
        : ["libopenblas.so.0", "libopenblas.so"];

    /// <summary>Loads a file, or a name the system's loader knows.</summary>
    /// <exception cref="NativeLibraryException">It is missing, incomplete, or neither MKL nor OpenBLAS.</exception>
    public static NativeLinearAlgebra Load(string location)
    {
        lock (Gate)
        {
            if (!Loaded.TryGetValue(location, out NativeLinearAlgebra? library))
                Loaded.Add(location, library = LoadOnce(location));
            return library;
        }
    }

    private static NativeLinearAlgebra LoadOnce(string location)
    {
        if (Path.GetFileName(location).Contains("mkl_rt", StringComparison.Ordinal))
        {
            MklInstallation installation = MklInstallation.Check(location, ProcessorDetection.Current, out string? problem) ?? throw new NativeLibraryException(problem!);
            NativeExports mkl = Open(installation.Library);
            return MklControl.IsExportedBy(mkl)
                ? new(mkl, new MklControl(mkl, installation.Threading))
                : throw new NativeLibraryException("It has the name of Intel MKL, but not its functions.");
        }
        NativeExports exports = Open(location);
        if (MklControl.IsExportedBy(exports))
            throw new NativeLibraryException("It is a part of Intel MKL; choose the file whose name contains mkl_rt.");
        return OpenBlasControl.IsExportedBy(exports)
            ? new(exports, new OpenBlasControl(exports))
            : throw new NativeLibraryException("It is neither Intel MKL nor OpenBLAS: it exports neither MKL_Set_Threading_Layer nor openblas_get_config.");
    }

    /// <summary>Loads a file, or a name the system's loader knows, whatever it is.</summary>
    /// <exception cref="NativeLibraryException">It could not be loaded.</exception>
    public static NativeExports Open(string location)
    {
        try
        {
            nint handle = NativeLibrary.Load(location);
            return new(Path.IsPathRooted(location) ? location : PathOfLoaded(location), handle);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLibraryException($"The system could not load it: {exception.Message.ReplaceLineEndings(" ").Trim()}", innerException: exception);
        }
    }

    /// <summary>The file behind a loader name, where the system tells.</summary>
    private static string PathOfLoaded(string name)
    {
        using Process process = Process.GetCurrentProcess();
        string stem = name.Split('.')[0];
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName).FirstOrDefault(file => Path.GetFileName(file).StartsWith(stem, StringComparison.OrdinalIgnoreCase)) ?? name;
    }
}
