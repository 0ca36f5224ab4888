using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>The memory that finding a spectrum takes.</summary>
/// <param name="Bytes">At the peak of the process.</param>
/// <param name="AvailableBytes">What is free now.</param>
internal readonly record struct SpectrumMemory(Int128 Bytes, long AvailableBytes)
{
    public bool Fits => Bytes <= AvailableBytes;

    public static SpectrumMemory Of<T>(SpectrumSettings settings, ReadOnlySpan<nint> shape, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = checked((int)shape[0]);
        GramPlan plan = new GramBuilder<T>(settings.Network, run.GramOptions()).Plan(n, null, shape[1..], settings.Outputs);
        Int128 own = settings.Method == SpectrumMethod.Dense
            ? plan.ResultBytes + EigenvaluesCost.WorkingBytes<T>(n)
            : (Int128)LanczosSpectrum.RankOf(n) * n * Unsafe.SizeOf<T>() + Int128.Max(ExtremeEigenpairs.WorkingBytes<T>(n, settings.LargestOf(n)), LanczosQuadrature.WorkingBytes<T>(n, settings.Quadrature(run.Seed)));
        return new(ProcessMemory.Runtime + ProcessMemory.Inputs<T>(n, shape) + plan.WorkingBytes + own, MachineInfo.Read().MemoryAvailable);
    }
}

/// <summary>What finding a spectrum takes does not fit into the memory that is free.</summary>
/// <param name="rows">Rows of the kernel.</param>
/// <param name="method">How the spectrum was to be found.</param>
/// <param name="memory">What it would take.</param>
internal sealed class SpectrumMemoryException(int rows, SpectrumMethod method, SpectrumMemory memory)
    : NtkException(
        $"{(method == SpectrumMethod.Dense ? "All eigenvalues" : "The vectors")} of {rows} rows take {Format.Bytes(memory.Bytes)} of memory, and {Format.Bytes(memory.AvailableBytes)} are free. " +
        (method == SpectrumMethod.Dense
            ? "Use --method lanczos, which holds vectors only, fewer --rows, or --precision float32."
            : "Use fewer --rows, a smaller --count or fewer --steps, or --precision float32."));
