using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a prediction would take.</summary>
internal sealed record PredictEstimate(int TestRows, int TrainingRows, int BlockRows, long Bytes, long AvailableBytes, double Flops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static PredictEstimate Make<T>(GaussianProcess<T> process, ReadOnlySpan<nint> shape, PredictionKind kind, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = checked((int)shape[0]);
        PredictionPlan plan = process.Plan(rows, kind);
        KernelOutputs outputs = process.Kind == KernelKind.Nngp ? KernelOutputs.Nngp : kind == PredictionKind.Mean || process.Kind == KernelKind.NtkGp ? KernelOutputs.Ntk : KernelOutputs.Both;
        GramSpeed speed = GramSpeed.Measure<T>(process.Network, shape[1..], outputs, run.GramOptions(), isSymmetric: false);
        double blocks = rows / (double)plan.BlockRows;
        // Variances start from the kernels of the test rows with themselves.
        double seconds = speed.StartSeconds + blocks * speed.Of(plan.Kernel) + (kind == PredictionKind.Mean ? 0 : rows * speed.SecondsPerInput) + plan.Flops / SpeedProbe.ProductRate<T>();
        return new(rows, process.TrainingRows, plan.BlockRows, (long)Int128.Min(plan.Bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable, plan.Flops, seconds);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("test rows", $"{TestRows}, {BlockRows} at once, against {TrainingRows} training rows"),
        ("memory besides the model", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("linear algebra", Format.Flops(Flops)),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and one product, measured now)"));
}
