using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a selection would take.</summary>
/// <param name="Networks">Networks to compare.</param>
/// <param name="Models">Networks times kernels times ridges.</param>
/// <param name="TrainRows">Training rows, without those for validation.</param>
/// <param name="ValidationRows">Validation rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Bytes">Memory at the peak, besides the data.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="SolverFlops">Operations of all eigendecompositions, ridges, and of the fits of the best.</param>
/// <param name="EstimatedSeconds">Time of everything.</param>
internal sealed record SelectionEstimate(
    int Networks, int Models, int TrainRows, int ValidationRows, int TestRows, long Bytes, long AvailableBytes, double SolverFlops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("rows", $"{TrainRows} for training, {ValidationRows} for validation, {TestRows} for test"),
        ("models", $"{Models}: {Networks} networks, each with its kernels and ridges"),
        ("memory besides the data", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("linear algebra", Format.Flops(SolverFlops)),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and one product, measured now)"));
}

/// <summary>Estimates a selection: a network of each depth is timed.</summary>
internal sealed class SelectionEstimator(SelectionSettings settings, RunSettings run) : IPrecisionAction<IResult>
{
    // Products with few columns wait for memory.
    private const double ShareOfNarrowProducts = 0.15;

    // Weighted sums of squares in scalar code take as long as so many operations of a narrow product.
    private const double LeaveOneOutFlops = 8;

    // Quadrature of one pair of classes of one test row, on one processor.
    private const double SecondsPerPair = 8e-6;

    // What the JIT compiler adds to the first network, the first fit and the first quadrature.
    private const double StartSeconds = 0.5;

    public IResult Run<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExperimentData<T> data = ExperimentData<T>.Read(settings.Rows);
        ExperimentSplit split = data.Split;
        int n = split.Train.Length, held = split.Validation.Length, fitted = n + held, classes = data.Fit.ClassCount;
        nint[] shape = data.Fit.Features.Lengths[1..].ToArray();
        KernelKind last = settings.Kernels[^1];
        double rate = SpeedProbe.ProductRate<T>(), seconds = 0;
        Int128 bytes = 0;
        foreach (IGrouping<int, NetworkCandidate> depth in settings.Candidates.GroupBy(candidate => candidate.Depth))
        {
            Network network = depth.First().Network;
            var builder = new GramBuilder<T>(network, run.GramOptions());
            GramPlan training = builder.Plan(n, null, shape, settings.Outputs), cross = builder.Plan(held, n, shape, settings.Outputs), whole = builder.Plan(fitted, null, shape, last.TrainingOutputs());
            GramSpeed speed = GramSpeed.Measure<T>(network, shape, settings.Outputs, run.GramOptions(), isSymmetric: true);
            seconds += speed.StartSeconds + depth.Count() * (speed.Of(training) + speed.Of(cross));
            FitPlan fit = GaussianProcess.Plan<T>(network, last, fitted, shape, classes);
            bytes = Int128.Max(bytes, Int128.Max(ModelSelection.Bytes<T>(n, held, settings.Kernels) + Int128.Max(training.WorkingBytes, cross.WorkingBytes), fit.Bytes + whole.ResultBytes));
        }

        int sweeps = settings.Candidates.Count * settings.Kernels.Count, members = Math.Min(settings.Members, sweeps);
        double ridges = (double)sweeps * settings.Ridges.Count * n * (n + held + LeaveOneOutFlops * n / Math.Max(1, 2 * classes)) * 2 * classes;
        double fits = members * (Math.Pow(fitted, 3) + 4.0 * split.Test.Length * fitted * fitted);
        double pairs = (double)members * split.Test.Length * classes * classes;
        seconds += StartSeconds + sweeps * SweepCost.Seconds(n, rate) + ridges / (ShareOfNarrowProducts * rate) + fits / rate + pairs * SecondsPerPair / Environment.ProcessorCount;
        return new SelectionEstimate(
            settings.Candidates.Count, sweeps * settings.Ridges.Count, n, held, split.Test.Length, (long)Int128.Min(bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable,
            sweeps * SweepCost.Flops(n) + ridges + fits, seconds);
    }
}
