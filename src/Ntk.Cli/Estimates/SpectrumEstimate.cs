using System.Numerics;
using Ntk.Engine.Gram;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What finding a spectrum would take.</summary>
/// <param name="Rows">n.</param>
/// <param name="InputShape">The dimensions of an input.</param>
/// <param name="Method">How it would be found.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="Bytes">Memory of the process at its peak.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="Products">Most products with the kernel; 1 where it is held.</param>
/// <param name="KernelFlops">Operations of the kernel entries of all products.</param>
/// <param name="SolverFlops">Operations of everything else.</param>
/// <param name="EstimatedSeconds">The time of that.</param>
internal sealed record SpectrumEstimate(
    int Rows, IReadOnlyList<long> InputShape, SpectrumMethod Method, Precision Precision, long Bytes, long AvailableBytes, int Products, double KernelFlops, double SolverFlops,
    double EstimatedSeconds) : IResult
{
    // Products with few columns wait for memory.
    private const double ShareOfNarrowProducts = 0.2;

    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static SpectrumEstimate Make<T>(SpectrumSettings settings, ReadOnlySpan<nint> shape, RunSettings run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = checked((int)shape[0]);
        SpectrumMemory memory = SpectrumMemory.Of<T>(settings, shape, run);
        GramPlan plan = new GramBuilder<T>(settings.Network, run.GramOptions()).Plan(n, null, shape[1..], settings.Outputs);
        GramSpeed speed = GramSpeed.Measure<T>(settings.Network, shape[1..], settings.Outputs, run.GramOptions(), isSymmetric: true);
        bool isDense = settings.Method == SpectrumMethod.Dense;
        int steps = Math.Min(settings.Steps, n), products = isDense ? 1 : 3 * steps;
        double flops = isDense ? EigenvaluesCost.Flops(n) : 2.0 * n * n * steps * (settings.Probes + settings.LargestOf(n) + settings.SmallestOf(n));
        double rate = SpeedProbe.ProductRate<T>();
        double seconds = speed.StartSeconds + products * speed.Of(plan) + (isDense ? EigenvaluesCost.Seconds(n, rate) : flops / (ShareOfNarrowProducts * rate));
        return new(
            n, Format.InputShape(shape), settings.Method, run.PrecisionOrDefault, (long)Int128.Min(memory.Bytes, long.MaxValue), memory.AvailableBytes, products, products * plan.Flops, flops, seconds);
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("kernel", $"{Rows} rows, {Format.Input(InputShape)}, {Precision.Name()}"),
        ("method", Method.Name()),
        ("memory of the process at its peak", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("products with the kernel", Products == 1 ? null : $"at most {Products}"),
        ("kernel", Format.Flops(KernelFlops)),
        ("linear algebra", Format.Flops(SolverFlops)),
        ("estimated time", $"{(Products == 1 ? "" : "at most ")}{Format.Seconds(EstimatedSeconds)} (from small matrices and one product, measured now)"));
}
