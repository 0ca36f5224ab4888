using System.Runtime.InteropServices;

namespace Ntk.Native.Resolution;

/// <summary>Where libraries are looked for.</summary>
/// <param name="ApplicationFolders">Next to the application, where NuGet packages put native files.</param>
/// <param name="MklFolders">Folders that may hold an Intel MKL, in order.</param>
/// <param name="MklInterfaceLayer">The value of <c>MKL_INTERFACE_LAYER</c>, which MKL reads by itself.</param>
internal sealed record ResolverSettings(
    IReadOnlyList<string> ApplicationFolders, IReadOnlyList<string> MklFolders, string? MklInterfaceLayer)
{
    public static ResolverSettings FromEnvironment()
    {
        string application = AppContext.BaseDirectory;
        string[] applicationFolders = [application, Path.Combine(application, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), Path.Combine(application, "runtimes", PortableRuntime, "native")];
        return new(
            [.. applicationFolders.Distinct()],
            [.. Variable("NTK_MKL"), .. MklRoot(Environment.GetEnvironmentVariable("MKLROOT")), .. SystemFolders()],
            Environment.GetEnvironmentVariable("MKL_INTERFACE_LAYER"));
    }

    /// <summary>The identifier that packages use, without the distribution: linux-x64, win-x64, osx-arm64.</summary>
    private static string PortableRuntime =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static IEnumerable<string> MklRoot(string? root) =>
        string.IsNullOrEmpty(root) ? [] : [Path.Combine(root, "lib"), Path.Combine(root, "lib", "intel64"), Path.Combine(root, "bin"), Path.Combine(root, "redist", "intel64")];

    /// <summary>Folders the loader searches, and Intel's own. They are searched here, because a library must be checked before it is loaded.</summary>
    private static IEnumerable<string> SystemFolders()
    {
        if (OperatingSystem.IsWindows())
        {
            string programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86);
            return [.. Variable("PATH"), .. MklRoot(Path.Combine(programs, "Intel", "oneAPI", "mkl", "latest"))];
        }
        string path = OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        string machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return [.. Variable(path), .. LoaderConfiguration(), "/usr/local/lib", $"/usr/lib/{machine}", "/usr/lib64", "/usr/lib", .. MklRoot("/opt/intel/oneapi/mkl/latest")];
    }

    private static IEnumerable<string> LoaderConfiguration()
    {
        const string Folder = "/etc/ld.so.conf.d";
        try
        {
            return Directory.Exists(Folder)
                ? Directory.GetFiles(Folder, "*.conf").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(line => line.Trim()).Where(line => line.StartsWith('/'))
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Variable(string name) =>
        (Environment.GetEnvironmentVariable(name) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
