using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a Gram matrix would take.</summary>
internal sealed record GramEstimate(
    int Rows, int Columns, IReadOnlyList<long> InputShape, bool IsSymmetric, Precision Precision, long Entries, long InputBytes, long ResultBytes, long WorkingBytes,
    long ProcessBytes, long AvailableBytes, double Flops, double ProductFlops, double LayerEvaluations, double EstimatedSeconds) : IResult
{
    /// <summary>Whether the matrix and what it takes besides fit into the memory that is free now.</summary>
    public bool FitsIntoMemory => ProcessBytes <= AvailableBytes;

    public static GramEstimate Make<T>(Network network, int rows, int? columns, ReadOnlySpan<nint> shape, KernelOutputs outputs, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GramPlan plan = new GramBuilder<T>(network, run.GramOptions()).Plan(rows, columns, shape[1..], outputs);
        double touching = PageSpeed.SecondsPerByte();
        GramSpeed speed = GramSpeed.Measure<T>(network, shape[1..], outputs, run.GramOptions(), plan.IsSymmetric);
        Int128 inputs = ProcessMemory.Inputs<T>(rows + (columns ?? 0L), shape);
        Int128 process = ProcessMemory.Runtime + inputs + plan.ResultBytes + plan.WorkingBytes;
        return new(
            rows, columns ?? rows, Format.InputShape(shape), plan.IsSymmetric, run.PrecisionOrDefault, plan.Entries, Clamped(inputs), Clamped(plan.ResultBytes), plan.WorkingBytes,
            Clamped(process), MachineInfo.Read().MemoryAvailable, plan.Flops, plan.ProductFlops, plan.LayerEvaluations, speed.StartSeconds + speed.Of(plan) + touching * (double)plan.ResultBytes);

        static long Clamped(Int128 bytes) => (long)Int128.Min(bytes, long.MaxValue);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("matrix", $"{Rows}×{Columns}, {(IsSymmetric ? "symmetric" : "rectangular")}, {Precision.Name()}, {Format.Input(InputShape)}"),
        ("entries to evaluate", Entries.ToString("N0")),
        ("memory of the result", Format.Bytes(ResultBytes)),
        ("memory of the inputs", Format.Bytes(InputBytes)),
        ("memory besides", Format.Bytes(WorkingBytes)),
        ("memory of the process at its peak", Format.Bytes(ProcessBytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("operations", $"{Format.Flops(Flops)}, {Format.Flops(ProductFlops)} of them for products of the inputs"),
        ("evaluations of activations", LayerEvaluations.ToString("N0")),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices, measured now)"));
}
