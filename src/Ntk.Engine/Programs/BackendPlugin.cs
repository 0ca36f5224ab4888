using System.Reflection;
using System.Runtime.Loader;

namespace Ntk.Engine.Programs;

/// <summary>Backends for devices that are not part of the engine: an assembly beside the program, found when it runs.</summary>
public interface IBackendPlugin
{
    /// <summary>What it is made with, and its version.</summary>
    string Description { get; }

    /// <summary>The kinds of devices it knows, such as cuda.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>The devices of this machine.</summary>
    IReadOnlyList<BackendDevice> FindDevices();

    /// <summary>A backend with all usable devices of a kind, for as long as the program runs.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="Native.NtkException">There is none, or none that can be used.</exception>
    IKernelBackend Open(string kind);
}

/// <summary>A device that a plug-in found.</summary>
/// <param name="Kind">cuda or opencl.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
public sealed record BackendDevice(string Kind, string Name, long MemoryBytes, string? Problem);

/// <summary>Finds the plug-in of this installation.</summary>
public static class BackendPlugins
{
    /// <summary>The name of the plug-in's assembly.</summary>
    public const string AssemblyName = "Ntk.Kernels";

    private static readonly Lazy<(IBackendPlugin? Plugin, string Reason)> Found = new(Load);

    /// <summary>The plug-in; null if there is none that can be used.</summary>
    public static IBackendPlugin? Plugin => Found.Value.Plugin;

    /// <summary>Why there is none.</summary>
    public static string Reason => Found.Value.Reason;

    private static (IBackendPlugin? Plugin, string Reason) Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");
        if (!File.Exists(path))
            return (null, $"{AssemblyName}.dll is not beside the program; build with -p:Gpu=true where the package ILGPU can be restored");
        try
        {
            // What the plug-in itself refers to lies beside it, whether the program was built with it or not.
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                Path.Combine(AppContext.BaseDirectory, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
            Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            Type? type = Array.Find(assembly.GetExportedTypes(), type => type.IsClass && !type.IsAbstract && typeof(IBackendPlugin).IsAssignableFrom(type));
            return type is null
                ? (null, $"{path} was built without the package ILGPU")
                : ((IBackendPlugin)Activator.CreateInstance(type)!, string.Empty);
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or ReflectionTypeLoadException or TypeLoadException or TargetInvocationException)
        {
            return (null, $"{path} cannot be used: {error.Message}");
        }
    }
}
