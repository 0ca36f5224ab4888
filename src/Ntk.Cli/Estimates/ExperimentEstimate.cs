using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Selection;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What an experiment would take.</summary>
/// <param name="TrainRows">Training rows, those for validation included.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Models">Models to compare.</param>
/// <param name="Bytes">Memory at the peak, besides the data.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="SolverFlops">Operations of all eigendecompositions, factorisations and predictions.</param>
/// <param name="EstimatedSeconds">Time of everything.</param>
internal sealed record ExperimentEstimate(int TrainRows, int TestRows, int Models, long Bytes, long AvailableBytes, double SolverFlops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static ExperimentEstimate Make(ExperimentSettings settings, RunSettings run)
    {
        ExperimentEstimate[] parts = [.. settings.Precisions.Select(precision => precision.Run(new InPrecision(settings, run)))];
        return parts[0] with
        {
            Models = parts.Sum(part => part.Models),
            Bytes = parts.Max(part => part.Bytes),
            SolverFlops = parts.Sum(part => part.SolverFlops),
            EstimatedSeconds = parts.Sum(part => part.EstimatedSeconds),
        };
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("rows", $"{TrainRows} for training and validation, {TestRows} for test"),
        ("models", Models.ToString()),
        ("memory besides the data", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("linear algebra", Format.Flops(SolverFlops)),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and products, measured now)"));

    private sealed class InPrecision(ExperimentSettings settings, RunSettings run) : IPrecisionAction<ExperimentEstimate>
    {
        public ExperimentEstimate Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = ExperimentData<T>.Read(settings);
            ReadOnlySpan<nint> shape = data.Fit.Features.Lengths[1..];
            int classes = data.Fit.ClassCount;
            double n = data.Fit.RowCount, m = data.Test.RowCount, t = data.Split.Train.Length, ridges = RidgeGrid.Default.Count;
            double solves = 2 * (n * n * n / 3 + ridges * 2 * t * (t + data.Split.Validation.Length) * classes + 2 * n * (2 * n + m) * classes);
            double rate = SpeedProbe.ProductRate<T>(), seconds = 0;
            Int128 kernels = 0;
            foreach (NamedNetwork network in settings.Networks)
            {
                var builder = new GramBuilder<T>(network.Network, run.GramOptions());
                GramPlan training = builder.Plan(data.Fit.RowCount, null, shape), test = builder.Plan(data.Test.RowCount, data.Fit.RowCount, shape);
                kernels = Int128.Max(kernels, training.ResultBytes + training.WorkingBytes + test.ResultBytes + test.WorkingBytes);
                GramSpeed speed = GramSpeed.Measure<T>(network.Network, shape, KernelOutputs.Both, run.GramOptions(), isSymmetric: true);
                seconds += speed.Of(training) + speed.Of(test) + 2 * SweepCost.Seconds(t, rate) + solves / rate;
            }
            return new(
                data.Fit.RowCount, data.Test.RowCount, 2 * settings.Networks.Count, (long)Int128.Min(kernels + SweepCost.Bytes<T>(data.Split.Train.Length), long.MaxValue), MachineInfo.Read().MemoryAvailable,
                settings.Networks.Count * (2 * SweepCost.Flops(t) + solves), seconds);
        }
    }
}
