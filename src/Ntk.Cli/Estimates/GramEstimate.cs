using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a Gram matrix would take.</summary>
internal sealed record GramEstimate(
    int Rows, int Columns, IReadOnlyList<long> InputShape, bool IsSymmetric, Precision Precision, long Entries, long ResultBytes, long WorkingBytes, long AvailableBytes,
    double ProductFlops, double LayerEvaluations, double EstimatedSeconds) : IResult
{
    /// <summary>Whether the matrix and what it takes besides fit into the memory that is free now.</summary>
    public bool FitsIntoMemory => (Int128)ResultBytes + WorkingBytes <= AvailableBytes;

    public static GramEstimate Make<T>(Network network, int rows, int? columns, ReadOnlySpan<nint> shape, KernelOutputs outputs, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GramPlan plan = new GramBuilder<T>(network, run.GramOptions()).Plan(rows, columns, shape[1..], outputs);
        double seconds = plan.Entries * SpeedProbe.SecondsPerEntry<T>(network, shape[1..], outputs, run.GramOptions());
        return new(
            rows, columns ?? rows, Format.InputShape(shape), plan.IsSymmetric, run.PrecisionOrDefault, plan.Entries, (long)Int128.Min(plan.ResultBytes, long.MaxValue), plan.WorkingBytes,
            MachineInfo.Read().MemoryAvailable, plan.ProductFlops, plan.LayerEvaluations, seconds);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("matrix", $"{Rows}×{Columns}, {(IsSymmetric ? "symmetric" : "rectangular")}, {Precision.Name()}, {Format.Input(InputShape)}"),
        ("entries to evaluate", Entries.ToString("N0")),
        ("memory of the result", Format.Bytes(ResultBytes)),
        ("memory besides", Format.Bytes(WorkingBytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("product of the inputs", Format.Flops(ProductFlops)),
        ("layer evaluations", LayerEvaluations.ToString("N0")),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from one small tile, measured now)"));
}
