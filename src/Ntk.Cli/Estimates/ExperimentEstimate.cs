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
        ExperimentEstimate[] parts = [.. settings.UsedPrecisions.Select(precision => precision.Run(new InPrecision(settings, precision, run)))];
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

    private sealed class InPrecision(ExperimentSettings settings, Precision precision, RunSettings run) : IPrecisionAction<ExperimentEstimate>
    {
        public ExperimentEstimate Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> all = ExperimentData<T>.Read(settings);
            double rate = SpeedProbe.ProductRate<T>(), seconds = 0, flops = 0;
            Int128 bytes = 0;
            int models = 0;
            foreach (NamedNetwork network in settings.NetworksIn(precision))
            {
                ExperimentSplit split = all.Split.Limited(network.LargestTrainRows);
                int fitted = split.Train.Length + split.Validation.Length;
                ReadOnlySpan<nint> shape = all.Fit.Features.Lengths[1..];
                var builder = new GramBuilder<T>(network.Network, run.GramOptions());
                GramPlan training = builder.Plan(fitted, null, shape), test = builder.Plan(split.Test.Length, fitted, shape);
                GramSpeed speed = GramSpeed.Measure<T>(network.Network, shape, KernelOutputs.Both, run.GramOptions(), isSymmetric: true);
                double solves = SolveFlops(split, all.Fit.ClassCount);
                bytes = Int128.Max(bytes, training.ResultBytes + training.WorkingBytes + test.ResultBytes + test.WorkingBytes + SweepCost.Bytes<T>(split.Train.Length));
                seconds += speed.StartSeconds + speed.Of(training) + speed.Of(test) + 2 * SweepCost.Seconds(split.Train.Length, rate) + solves / rate;
                flops += 2 * SweepCost.Flops(split.Train.Length) + solves;
                models += 2;
            }
            return new(all.Fit.RowCount, all.Test.RowCount, models, (long)Int128.Min(bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable, flops, seconds);
        }

        /// <summary>Of both kernels: comparing ridges, the fit, and the predictions.</summary>
        private static double SolveFlops(ExperimentSplit split, double classes)
        {
            double t = split.Train.Length, n = t + split.Validation.Length, m = split.Test.Length;
            return 2 * (n * n * n / 3 + RidgeGrid.Default.Count * 2 * t * n * classes + 2 * n * (2 * n + m) * classes);
        }
    }
}
