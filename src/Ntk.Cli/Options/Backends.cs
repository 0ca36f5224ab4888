using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>What evaluates kernels.</summary>
internal enum BackendChoice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>All CUDA devices.</summary>
    Cuda,

    /// <summary>All OpenCL devices.</summary>
    OpenCl,
}

/// <summary>A backend that was asked for is not there.</summary>
/// <param name="name">What the command line calls it.</param>
/// <param name="remedy">What to do.</param>
internal sealed class BackendNotInstalledException(string name, string remedy) : NtkException($"The backend '{name}' is not installed. {remedy}");

/// <summary>The backends of this installation.</summary>
internal static class Backends
{
    /// <summary>Whether there are backends for graphics processors, and their devices; or why there are none.</summary>
    public static string GpuState()
    {
        if (BackendPlugins.Plugin is not { } plugin)
            return $"not installed: {BackendPlugins.Reason}";
        IReadOnlyList<BackendDevice> devices = plugin.FindDevices();
        return $"{plugin.Description}; {string.Join("; ", plugin.Kinds.Select(kind => $"{kind}: {Describe(devices.Where(device => device.Kind == kind))}"))}";
    }

    /// <summary>The backend of a name.</summary>
    /// <exception cref="BackendNotInstalledException">It is not part of this installation.</exception>
    /// <exception cref="NtkException">It has no device.</exception>
    public static IKernelBackend Find(BackendChoice choice)
    {
        if (choice == BackendChoice.Cpu)
            return CpuBackend.Instance;
        return BackendPlugins.Plugin is { } plugin
            ? plugin.Open(choice.Name())
            : throw new BackendNotInstalledException(choice.Name(), $"{BackendPlugins.Reason}, or use --backend cpu.");
    }

    private static string Describe(IEnumerable<BackendDevice> devices)
    {
        string[] descriptions = [.. devices.Select(device =>
            $"{device.Name}, {Format.Bytes(device.MemoryBytes)}{(device.Problem is { } problem ? $" (cannot be used: {problem})" : string.Empty)}")];
        return descriptions.Length == 0 ? "no device" : string.Join(", ", descriptions);
    }
}
