using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What following a training would take.</summary>
/// <param name="TrainingRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Bytes">Memory at the peak, besides the data.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="EigendecompositionFlops">Operations of the eigendecomposition, or of the eigenvalues alone.</param>
/// <param name="StepFlops">Operations of one step of the integration; null in closed form.</param>
/// <param name="MostSteps">About the most steps that the last time takes, if the fastest component limits all of them; null in closed form, or with a learning rate of one's own.</param>
/// <param name="EstimatedSeconds">Time of everything; without the integration if the steps are not known.</param>
internal sealed record DynamicsEstimate(
    int TrainingRows, int TestRows, int Outputs, long Bytes, long AvailableBytes, double EigendecompositionFlops, double? StepFlops, double? MostSteps, double EstimatedSeconds) : IResult
{
    // Where Dormand–Prince becomes unstable on the negative axis, and what finding the first step may take.
    private const double StabilityInterval = 3.3, FirstSteps = 100, StagesOfStep = 6;

    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static DynamicsEstimate Make<T>(DynamicsSettings settings, DynamicsData<T> data, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = data.TrainingRows, tests = data.TestRows;
        bool isClosed = settings.Loss == LossKind.Mse;
        KernelOutputs moved = settings.Kernel == KernelKind.Ntk ? KernelOutputs.Ntk : KernelOutputs.Nngp, all = isClosed ? moved | KernelOutputs.Nngp : moved;
        ReadOnlySpan<nint> shape = data.X.Lengths[1..];
        var builder = new GramBuilder<T>(settings.Network, run.GramOptions());
        GramPlan training = builder.Plan(n, null, shape, all), cross = builder.Plan(n, Math.Max(1, tests), shape, all), prior = builder.Plan(Math.Max(1, tests), null, shape, KernelOutputs.Nngp);
        GramSpeed speed = GramSpeed.Measure<T>(settings.Network, shape, all, run.GramOptions(), isSymmetric: true);
        double rate = SpeedProbe.ProductRate<T>(), kernels = speed.StartSeconds + speed.Of(training) + (tests > 0 ? speed.Of(cross) + (isClosed ? speed.Of(prior) : 0) : 0);

        double eigen = isClosed ? SweepCost.Flops(n) : EigenvaluesCost.Flops(n);
        double once = 2.0 * n * ((double)n + tests) * data.Outputs;
        double? step = isClosed ? null : StagesOfStep * once;
        double? steps = isClosed || settings.LearningRate is not null
            ? null
            : Math.Min(settings.MaximumSteps, FirstSteps + settings.Times[^1] * 2 * (1 + (settings.Momentum ?? 0)) * DynamicsSettings.AutomaticShare / StabilityInterval);
        double outputs = isClosed ? settings.Times.Count * (once + (settings.Kernel == KernelKind.Ntk ? 2.0 * n * n * tests : 0)) : step.GetValueOrDefault() * (steps ?? 0);
        Int128 bytes = training.WorkingBytes + DynamicsPath<T>.Bytes(settings, data);
        return new(
            n, tests, data.Outputs, (long)Int128.Min(bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable, eigen, step, steps,
            kernels + (isClosed ? SweepCost.Seconds(n, rate) : EigenvaluesCost.Seconds(n, rate)) + outputs / rate);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("rows", $"{TrainingRows} to train on, {TestRows} for test, {Outputs} outputs"),
        ("memory besides the data", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        (StepFlops is null ? "eigendecomposition" : "eigenvalues", Format.Flops(EigendecompositionFlops)),
        ("integration", StepFlops is { } flops ? $"{Format.Flops(flops)} a step{(MostSteps is { } most ? $", at most about {most:0} steps" : "")}" : null),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)}{(StepFlops is not null && MostSteps is null ? " without the integration" : "")} (from small matrices and one product, measured now)"));
}
