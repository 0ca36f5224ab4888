using System.Runtime.InteropServices;

namespace Ntk.Native.Resolution;

/// <summary>MKL's threading layers, by the numbers of <c>MKL_Set_Threading_Layer</c>.</summary>
internal enum MklThreading
{
    Intel = 0,
    Sequential = 1,
    Gnu = 3,
}

/// <summary>
/// The files of one MKL. At its first call MKL opens a layer for threads, a layer for the integer width and a kernel file
/// for the processor; one that is missing ends the process, so all of them are looked for before.
/// </summary>
internal sealed record MklInstallation(string Library, MklThreading Threading)
{
    /// <summary>The names of the one file that is loaded, newest first.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        OperatingSystem.IsWindows() ? ["mkl_rt.3.dll", "mkl_rt.2.dll", "mkl_rt.1.dll", "mkl_rt.dll"]
        : OperatingSystem.IsMacOS() ? ["libmkl_rt.2.dylib", "libmkl_rt.1.dylib", "libmkl_rt.dylib"]
        : ["libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so.1", "libmkl_rt.so"];

    /// <summary>Checks the installation around a file.</summary>
    /// <param name="library">Path of the <c>mkl_rt</c> file. Links are followed, because MKL opens the others beside the path it was loaded by.</param>
    /// <param name="processor">The processor the kernels are for.</param>
    /// <param name="problem">What is missing, or null.</param>
    public static MklInstallation? Check(string library, ProcessorKind processor, out string? problem)
    {
        string file = Path.GetFullPath(new FileInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? library);
        string[] missing = [.. RequiredComponents(processor).Select(component => Component(file, component)).Where(path => !HasContent(path))];
        if (missing.Length > 0)
        {
            problem = $"Its installation is incomplete: {string.Join(", ", missing.Select(Path.GetFileName))} missing in {Path.GetDirectoryName(file)}. MKL would end the process at its first call.";
            return null;
        }
        foreach ((MklThreading threading, string component, string? runtime) in ThreadingLayers())
        {
            if (HasContent(Component(file, component)) && (runtime is null || IsLoadable(Path.GetDirectoryName(file)!, runtime)))
            {
                problem = null;
                return new(file, threading);
            }
        }
        problem = $"It has no threading layer that could run: {string.Join("; ", ThreadingLayers().Select(layer => $"{Path.GetFileName(Component(file, layer.Component))}{(layer.Runtime is null ? "" : $" with {layer.Runtime}")}"))}. Install one of them.";
        return null;
    }

    private static IEnumerable<string> RequiredComponents(ProcessorKind processor)
    {
        yield return "mkl_core";
        if (!OperatingSystem.IsWindows())
            yield return "mkl_intel_lp64";
        string kernels = processor switch { ProcessorKind.IntelAvx512 => "mkl_avx512", ProcessorKind.IntelAvx2 => "mkl_avx2", _ => "mkl_def" };
        yield return kernels;
        if (kernels != "mkl_def" && !OperatingSystem.IsMacOS())
            yield return "mkl_def";
    }

    private static (MklThreading Threading, string Component, string? Runtime)[] ThreadingLayers() =>
        OperatingSystem.IsWindows() ? [(MklThreading.Intel, "mkl_intel_thread", "libiomp5md.dll"), (MklThreading.Sequential, "mkl_sequential", null)]
        : OperatingSystem.IsMacOS() ? [(MklThreading.Intel, "mkl_intel_thread", "libiomp5.dylib"), (MklThreading.Sequential, "mkl_sequential", null)]
        : [(MklThreading.Gnu, "mkl_gnu_thread", "libgomp.so.1"), (MklThreading.Intel, "mkl_intel_thread", "libiomp5.so"), (MklThreading.Sequential, "mkl_sequential", null)];

    /// <summary>
    /// The file of a component. All names end alike (<c>.so.2</c>), except that some packages rename the loaded file to one
    /// without a version: then the version is that of the core.
    /// </summary>
    private static string Component(string library, string component)
    {
        string folder = Path.GetDirectoryName(library)!, name = Path.GetFileName(library);
        if (name == FileNames[^1])
            name = FileNames.FirstOrDefault(versioned => File.Exists(Path.Combine(folder, Rename(versioned, "mkl_core"))), name);
        return Path.Combine(folder, Rename(name, component));
    }

    private static string Rename(string name, string component) => name.Replace("mkl_rt", component, StringComparison.Ordinal);

    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>Loads the OpenMP library for good: MKL then finds it by name.</summary>
    private static bool IsLoadable(string folder, string library) =>
        NativeLibrary.TryLoad(Path.Combine(folder, library), out _) || NativeLibrary.TryLoad(library, out _);
}
