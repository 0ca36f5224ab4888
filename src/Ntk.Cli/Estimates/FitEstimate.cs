using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What fitting a model would take.</summary>
internal sealed record FitEstimate(
    int TrainingRows, int Features, int Outputs, KernelKind Kernel, Precision Precision, long Bytes, long AvailableBytes, double KernelFlops, double FactorisationFlops,
    double SolveFlops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static FitEstimate Make<T>(Network network, KernelKind kind, ReadOnlySpan<nint> shape, int outputs, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int features = InputFile.FeatureCount(shape);
        FitPlan plan = GaussianProcess.Plan<T>(network, kind, checked((int)shape[0]), features, outputs, new FitOptions { Gram = run.GramOptions() });
        double seconds = plan.Kernel.Entries * SpeedProbe.SecondsPerEntry<T>(network, features, Engine.Programs.KernelOutputs.Both, run.GramOptions())
            + (plan.FactorisationFlops + plan.SolveFlops) / SpeedProbe.ProductRate<T>();
        return new(
            plan.TrainingRows, features, outputs, kind, run.PrecisionOrDefault, (long)Int128.Min(plan.Bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable,
            plan.Kernel.ProductFlops, plan.FactorisationFlops, plan.SolveFlops, seconds);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("training data", $"{TrainingRows} rows, {Features} features, {Outputs} outputs, {Precision.Name()}"),
        ("memory", Format.Bytes(Bytes)),
        ("memory available", $"{Format.Bytes(AvailableBytes)}{(FitsIntoMemory ? "" : ": not enough")}"),
        ("kernel's product", Format.Flops(KernelFlops)),
        ("factorisation", Format.Flops(FactorisationFlops)),
        ("solves", Format.Flops(SolveFlops)),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from one small tile and one product, measured now)"));
}
