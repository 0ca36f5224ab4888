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
    int TrainingRows, IReadOnlyList<long> InputShape, int Outputs, KernelKind Kernel, Precision Precision, SolverKind Solver, long Bytes, long AvailableBytes, double KernelFlops, double FactorisationFlops,
    double SolveFlops, double RidgeChoiceFlops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static FitEstimate Make<T>(Network network, KernelKind kind, ReadOnlySpan<nint> shape, int outputs, double? validationShare, FitOptions options, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitPlan plan = GaussianProcess.Plan<T>(network, kind, checked((int)shape[0]), shape[1..], outputs, options with { Gram = run.GramOptions() });
        // Choosing the ridge computes the kernels of the training rows, and those held out, once more.
        int swept = validationShare is { } share ? (int)((1 - share) * plan.TrainingRows) : 0;
        double rate = SpeedProbe.ProductRate<T>();
        GramSpeed speed = GramSpeed.Measure<T>(network, shape[1..], kind.TrainingOutputs(), run.GramOptions(), isSymmetric: true);
        double sweptEntries = swept * (swept / 2.0 + plan.TrainingRows - swept);
        Int128 bytes = Int128.Max(plan.Bytes, SweepCost.Bytes<T>(swept));
        double seconds = speed.StartSeconds + plan.KernelEvaluations * speed.Of(plan.Kernel) + (swept > 0 ? plan.TrainingRows + swept : 0) * speed.SecondsPerInput + sweptEntries * speed.SecondsPerEntry
            + (plan.FactorisationFlops + plan.SolveFlops) / rate + SweepCost.Seconds(swept, rate);
        return new(
            plan.TrainingRows, Format.InputShape(shape), outputs, kind, run.PrecisionOrDefault, plan.Solver, (long)Int128.Min(bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable,
            plan.Kernel.Flops, plan.FactorisationFlops, plan.SolveFlops, SweepCost.Flops(swept), seconds);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("training data", $"{TrainingRows} rows, {Format.Input(InputShape)}, {Outputs} outputs, {Precision.Name()}"),
        ("solver", Solver.Name()),
        ("memory", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("kernel", Format.Flops(KernelFlops)),
        ("factorisation", Format.Flops(FactorisationFlops)),
        ("solves", Format.Flops(SolveFlops)),
        ("choosing the ridge", RidgeChoiceFlops > 0 ? Format.Flops(RidgeChoiceFlops) : null),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and one product, measured now)"));
}
