using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>What evaluates kernels.</summary>
internal enum BackendChoice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor.</summary>
    Gpu,
}

/// <summary>A backend that was asked for is not there.</summary>
/// <param name="name">What the command line calls it.</param>
/// <param name="remedy">What to do.</param>
internal sealed class BackendNotInstalledException(string name, string remedy) : NtkException($"The backend '{name}' is not installed. {remedy}");

/// <summary>The backends of this installation.</summary>
internal static class Backends
{
    /// <summary>Why there is no GPU backend.</summary>
    public const string GpuState = "not installed: this version of ntk brings none (kernels/README.md says what a backend is)";

    /// <summary>The backend of a name.</summary>
    /// <exception cref="BackendNotInstalledException">It is not part of this installation.</exception>
    public static IKernelBackend Find(BackendChoice choice) => choice switch
    {
        BackendChoice.Cpu => CpuBackend.Instance,
        _ => throw new BackendNotInstalledException("gpu", "GPU backends are plug-ins and this version of ntk brings none; use --backend cpu."),
    };
}
