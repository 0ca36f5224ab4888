using Ntk.Bench.Suite.Peers;
using Ntk.Cli;
using Ntk.Native;

namespace Ntk.Bench.Suite;

/// <summary>Everything one run measured, and on what.</summary>
/// <param name="Schema">The version of this form.</param>
/// <param name="Date">When the run ended.</param>
/// <param name="Commit">What was measured: version and commit.</param>
/// <param name="IsQuick">Whether sizes and rounds were small.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Library">BLAS and LAPACK: name and version.</param>
/// <param name="Limits">What the machine can do, one element a number of threads.</param>
/// <param name="Measurements">One element a figure.</param>
/// <param name="Scalings">How costs grow.</param>
/// <param name="Peers">Beside another library; null if there was none.</param>
internal sealed record SuiteResults(
    int Schema, DateTimeOffset Date, string Commit, bool IsQuick, MachineInfo Machine, string Library, IReadOnlyList<MachineRates> Limits, IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<Scaling> Scalings, PeerResults? Peers = null)
{
    /// <summary>What this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Results of this process, now.</summary>
    public static SuiteResults Of(bool isQuick, SuiteFigures figures, PeerResults? peers)
    {
        LinearAlgebra library = LinearAlgebra.Default;
        return new(
            CurrentSchema, DateTimeOffset.UtcNow, Versions.Ntk, isQuick, MachineInfo.Read(), $"{library.Name} · {library.Version}", figures.Limits, figures.Measurements, figures.Scalings, peers);
    }

    /// <summary>All times of Ntk, by name.</summary>
    public IEnumerable<(string Name, Sample Seconds)> Figures() =>
    [
        .. Measurements.Select(measurement => (measurement.Name, measurement.Seconds)),
        .. (Peers?.Speed ?? []).Select(row => ($"beside {Peers!.Peer.Name}: {row.Case}, {row.Precision.Name()}, {row.Size}", row.Seconds)),
    ];
}

/// <summary>What a run of the suite measured.</summary>
/// <param name="Limits">What the machine can do.</param>
/// <param name="Measurements">One element a figure.</param>
/// <param name="Scalings">How costs grow.</param>
internal sealed record SuiteFigures(IReadOnlyList<MachineRates> Limits, IReadOnlyList<Measurement> Measurements, IReadOnlyList<Scaling> Scalings)
{
    public static SuiteFigures None { get; } = new([], [], []);
}

/// <summary>One figure: how long a piece of work took, and what share of a limit of the machine that is.</summary>
/// <param name="Name">Unique among the figures of a run; the same work has the same name in each run.</param>
/// <param name="Group">The part of the suite.</param>
/// <param name="Title">The network or the solver.</param>
/// <param name="Size">Rows and columns, or what else there is.</param>
/// <param name="Precision">The type of the arithmetic.</param>
/// <param name="Threads">Threads in use.</param>
/// <param name="Backend">What evaluated kernels.</param>
/// <param name="Seconds">Of the whole work, a number for each round.</param>
/// <param name="Limit">What bounds it.</param>
/// <param name="LimitSeconds">How long the work takes at the limit, at least.</param>
/// <param name="Details">Other figures of the same work, by name.</param>
internal sealed record Measurement(
    string Name, string Group, string Title, string Size, Precision Precision, int Threads, string Backend, Sample Seconds, string Limit, double LimitSeconds,
    IReadOnlyDictionary<string, double> Details)
{
    /// <summary>How near to the limit: 1 is at the limit.</summary>
    public double ShareOfLimit => LimitSeconds / Seconds.Median;
}
