using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>The memory that the study of precision takes for one network.</summary>
/// <param name="Bytes">At the peak of the process.</param>
/// <param name="AvailableBytes">What is free now.</param>
internal readonly record struct PrecisionMemory(Int128 Bytes, long AvailableBytes)
{
    public bool Fits => Bytes <= AvailableBytes;

    public static PrecisionMemory Of(NetworkRows rows, PrecisionData data, PrecisionSettings settings, RunSettings run)
    {
        GramPlan single = new GramBuilder<float>(rows.Network.Network, run.GramOptions()).Plan(rows.All, null, data.Lengths, settings.Outputs);
        GramPlan full = new GramBuilder<double>(rows.Network.Network, run.GramOptions()).Plan(rows.All, null, data.Lengths, settings.Outputs);
        Int128 n = rows.Train, m = Int128.Min(n, KernelExamination.MostNormRows);

        // A noisy kernel; then a factor with what it whitens, or errors, their norm's vectors and those of the tail; or an eigendecomposition before them.
        Int128 noisy = n * rows.All, factor = n * n + 2 * n * (rows.Test + data.ClassCount), norms = 4 * m * m, vectors = 4 * m * m;
        Int128 work = sizeof(double) * Int128.Max(noisy + Int128.Max(factor, norms) + m * m / 2, Int128.Max(n * n + m * m, vectors));
        Int128 bytes = ProcessMemory.Runtime + 3 * ProcessMemory.Inputs<float>(rows.All, [1, .. data.Lengths]) + single.ResultBytes + full.ResultBytes + Int128.Max(work, full.WorkingBytes);
        return new(bytes, MachineInfo.Read().MemoryAvailable);
    }

    /// <summary>Refuses work that does not fit.</summary>
    /// <exception cref="PrecisionMemoryException">It does not.</exception>
    public void Require(NetworkRows rows)
    {
        if (!Fits)
            throw new PrecisionMemoryException(rows, this);
    }
}

/// <summary>The kernels of a network, and what is done with them, do not fit into the memory that is free.</summary>
/// <param name="rows">The network and its rows.</param>
/// <param name="memory">What it would take.</param>
internal sealed class PrecisionMemoryException(NetworkRows rows, PrecisionMemory memory)
    : NtkException(
        $"{rows.Network.Name} with {rows.Train} training and {rows.Test} test rows in both precisions takes {Format.Bytes(memory.Bytes)} of memory, and {Format.Bytes(memory.AvailableBytes)} are free. " +
        "Use fewer rows with --train and --test, or one --kernel.");
