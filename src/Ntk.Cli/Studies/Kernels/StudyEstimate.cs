using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>A Gram matrix of both kernels that a study computes, once or several times.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns; null for a symmetric one.</param>
/// <param name="Times">How often.</param>
internal readonly record struct StudyGram(int Rows, int? Columns, int Times = 1);

/// <summary>What one network of a study takes. Everything is counted for both of its kernels.</summary>
/// <param name="Network">The network.</param>
/// <param name="Grams">Gram matrices.</param>
/// <param name="Decompositions">Rows of each matrix of one kernel that is decomposed with eigenvectors.</param>
/// <param name="Spectra">Rows of each matrix of one kernel whose eigenvalues alone are sought.</param>
/// <param name="SolveFlops">Operations of factorisations, solves and predictions.</param>
internal sealed record StudyWork(NamedNetwork Network, IReadOnlyList<StudyGram> Grams, IReadOnlyList<int> Decompositions, IReadOnlyList<int> Spectra, double SolveFlops)
{
    /// <summary>Comparing ridges on the validation rows and a fit to all, of both kernels, several times.</summary>
    public static StudyWork Fits(NamedNetwork network, StudyPlan plan, int ridges, int times = 1)
    {
        ExperimentSplit split = plan.SplitOf(network);
        int train = split.Train.Length, fit = plan.FitRows(network), test = split.Test.Length;
        double sweep = ridges * 2.0 * train * fit * plan.ClassCount, solve = Math.Pow(fit, 3) / 3 + 2.0 * fit * (fit + test) * plan.ClassCount;
        return new(network, [new(fit, null, times), new(test, fit, times)], [.. Enumerable.Repeat(train, 2 * times)], [], 2 * times * (sweep + solve));
    }
}

/// <summary>What a study would take.</summary>
/// <param name="TrainRows">Training rows, those for validation included.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Networks">Networks.</param>
/// <param name="KernelEntries">Entries of all Gram matrices that are evaluated, both kernels at once.</param>
/// <param name="Bytes">Memory at the peak, besides the data.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="SolverFlops">Operations of all eigendecompositions, factorisations and predictions.</param>
/// <param name="EstimatedSeconds">Time of everything.</param>
internal sealed record StudyEstimate(
    int TrainRows, int TestRows, int Networks, double KernelEntries, long Bytes, long AvailableBytes, double SolverFlops, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static StudyEstimate Make(StudyPlan plan, IReadOnlyList<StudyWork> works, RunSettings run)
    {
        StudyEstimate[] parts = [.. works.Select(work => work.Network.Precision!.Value.Run(new InPrecision(plan, work, run)))];
        return parts[0] with
        {
            TrainRows = plan.Split.Train.Length + plan.Split.Validation.Length,
            Networks = parts.Length,
            KernelEntries = parts.Sum(part => part.KernelEntries),
            Bytes = parts.Max(part => part.Bytes),
            SolverFlops = parts.Sum(part => part.SolverFlops),
            EstimatedSeconds = parts.Sum(part => part.EstimatedSeconds),
        };
    }

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("rows", $"{TrainRows} for training and validation, {TestRows} for test"),
        ("networks", Networks.ToString()),
        ("entries of kernels", KernelEntries.ToString("N0")),
        ("memory besides the data", Format.Bytes(Bytes)),
        ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
        ("linear algebra", Format.Flops(SolverFlops)),
        ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and products, measured now)"));

    private sealed class InPrecision(StudyPlan plan, StudyWork work, RunSettings run) : IPrecisionAction<StudyEstimate>
    {
        public StudyEstimate Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            nint[] shape = [.. plan.Shape];
            var builder = new GramBuilder<T>(work.Network.Network, run.GramOptions());
            GramSpeed speed = GramSpeed.Measure<T>(work.Network.Network, shape, KernelOutputs.Both, run.GramOptions(), isSymmetric: true);
            double rate = SpeedProbe.ProductRate<T>(), seconds = speed.StartSeconds, entries = 0;
            Int128 bytes = 0;
            foreach (StudyGram gram in work.Grams)
            {
                GramPlan matrix = builder.Plan(gram.Rows, gram.Columns, shape);
                seconds += gram.Times * speed.Of(matrix);
                entries += gram.Times * (double)matrix.Entries;
                bytes += matrix.ResultBytes + matrix.WorkingBytes;
            }

            double decompositions = work.Decompositions.Sum(rows => SweepCost.Flops(rows)), spectra = work.Spectra.Sum(rows => EigenvaluesCost.Flops(rows));
            seconds += work.Decompositions.Sum(rows => SweepCost.Seconds(rows, rate)) + work.Spectra.Sum(rows => EigenvaluesCost.Seconds(rows, rate)) + work.SolveFlops / rate;
            bytes += Int128.Max(
                work.Decompositions.Count == 0 ? 0 : SweepCost.Bytes<T>(work.Decompositions.Max()),
                work.Spectra.Count == 0 ? 0 : EigenvaluesCost.WorkingBytes<T>(work.Spectra.Max()));
            return new(
                plan.FitRows(work.Network), plan.Split.Test.Length, 1, entries, (long)Int128.Min(bytes, long.MaxValue), MachineInfo.Read().MemoryAvailable,
                decompositions + spectra + work.SolveFlops, seconds);
        }
    }
}
