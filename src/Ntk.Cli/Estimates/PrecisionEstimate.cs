using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Precision;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What the study of precision would take.</summary>
/// <param name="Networks">Each network.</param>
/// <param name="Bytes">Memory of the process at its peak.</param>
/// <param name="AvailableBytes">Memory that is free now.</param>
/// <param name="EstimatedSeconds">Time of everything.</param>
internal sealed record PrecisionEstimate(IReadOnlyList<NetworkEstimate> Networks, long Bytes, long AvailableBytes, double EstimatedSeconds) : IResult
{
    /// <summary>Whether it fits into the memory that is free now.</summary>
    public bool FitsIntoMemory => Bytes <= AvailableBytes;

    public static PrecisionEstimate Make(PrecisionSettings settings, PrecisionData data, RunSettings run)
    {
        double single = SpeedProbe.ProductRate<float>(), full = SpeedProbe.ProductRate<double>();
        NetworkEstimate[] networks = [.. data.Networks.Select(rows => NetworkEstimate.Make(rows, settings, data, run, single, full))];
        PrecisionMemory[] memory = [.. data.Networks.Select(rows => PrecisionMemory.Of(rows, data, settings, run))];
        return new(networks, (long)Int128.Min(memory.Max(part => part.Bytes), long.MaxValue), memory[0].AvailableBytes, networks.Sum(network => network.KernelSeconds + network.SolverSeconds));
    }

    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table("network", "training rows", "test rows", "kernels", "linear algebra");
        foreach (NetworkEstimate network in Networks)
            table.Row(network.Network, network.TrainRows.ToString(), network.TestRows.ToString(), Format.Seconds(network.KernelSeconds), Format.Seconds(network.SolverSeconds));
        console.Write(table);
        Terminal.WritePairs(
            console,
            ("memory of the process at its peak", Format.Bytes(Bytes)),
            ("memory available", Format.AvailableMemory(AvailableBytes, FitsIntoMemory)),
            ("estimated time", $"{Format.Seconds(EstimatedSeconds)} (from small matrices and products, measured now; tiles in a store take none)"),
            ("besides", "errors of kernels of the digits against double-double: some minutes, with --quick seconds"));
    }
}

/// <summary>What one network of the study of precision would take.</summary>
/// <param name="Network">What it is called.</param>
/// <param name="TrainRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="KernelSeconds">Time of its kernels in both precisions.</param>
/// <param name="SolverSeconds">Time of spectra and factorisations.</param>
internal sealed record NetworkEstimate(string Network, int TrainRows, int TestRows, double KernelSeconds, double SolverSeconds)
{
    // Factorisations of all rows of one kernel: exact, of pipelines and formats, and of those in other orders, most of which end early.
    private const double Factorisations = 60;

    // Products with a matrix of errors, of blocks of vectors, for its norm.
    private const double NormProducts = 200;
    private const double ShareOfNarrowProducts = 0.1;

    public static NetworkEstimate Make(NetworkRows rows, PrecisionSettings settings, PrecisionData data, RunSettings run, double single, double full)
    {
        double kernels = Kernels<float>() + Kernels<double>(), n = rows.Train, norm = Math.Min(n, KernelExamination.MostNormRows);
        double spectra = rows.Sizes.Sum(size => 2 * EigenvaluesCost.Seconds(size, full) + EigenvaluesCost.Seconds(size, single));
        double factors = Factorisations * (n * n * n / 3 + n * n * (rows.Test + data.ClassCount)) / full;
        double noise = SweepCost.Seconds(norm, full) + StorageFormats.Narrow.Count * (2 * norm * norm * norm / full + NormProducts * 2 * norm * norm / (ShareOfNarrowProducts * full));
        return new(rows.Network.Name, rows.Train, rows.Test, kernels, settings.Kernels.Count * (spectra + factors + noise));

        double Kernels<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            GramPlan plan = new GramBuilder<T>(rows.Network.Network, run.GramOptions()).Plan(rows.All, null, data.Lengths, settings.Outputs);
            GramSpeed speed = GramSpeed.Measure<T>(rows.Network.Network, data.Lengths, settings.Outputs, run.GramOptions(), isSymmetric: true);
            return speed.StartSeconds + speed.Of(plan);
        }
    }
}
