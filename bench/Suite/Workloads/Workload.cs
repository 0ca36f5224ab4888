using Ntk.Cli;
using Ntk.Native;

namespace Ntk.Bench.Suite;

/// <summary>Where a figure stands in a series of growing sizes.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Variable">What grows.</param>
/// <param name="X">How far.</param>
/// <param name="Expected">The exponent of the largest term of the number of operations.</param>
internal sealed record SeriesPlace(string Name, string Variable, double X, double Expected);

/// <summary>What a figure is of; known before anything is allocated.</summary>
/// <param name="Group">The part of the suite.</param>
/// <param name="Title">The network or the solver.</param>
/// <param name="Size">Rows and columns, or what else there is.</param>
/// <param name="Precision">The type of the arithmetic.</param>
/// <param name="Threads">Threads in use.</param>
/// <param name="Backend">What evaluates kernels.</param>
/// <param name="Series">The series it belongs to; null for none.</param>
internal sealed record WorkloadLabel(string Group, string Title, string Size, Precision Precision, int Threads, string Backend, SeriesPlace? Series = null)
{
    /// <summary>Unique in a run.</summary>
    public string Name => $"{Group}: {Title}, {Size}, {Precision.Name()}, {Threads} thread{(Threads == 1 ? "" : "s")}{(Backend == "cpu" ? "" : $", {Backend}")}";
}

/// <summary>What bounds the time of a piece of work.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Seconds">How long the work takes at least.</param>
internal readonly record struct WorkBound(string Name, double Seconds);

/// <summary>A piece of work that can be timed again and again.</summary>
internal interface IWorkload : IDisposable
{
    /// <summary>Does it once.</summary>
    /// <returns>The seconds that count.</returns>
    double Run();

    /// <summary>What the machine allows.</summary>
    WorkBound Bound(MachineRates rates);

    /// <summary>Other figures of the same work.</summary>
    /// <param name="seconds">Its median time.</param>
    /// <param name="rates">What the machine can do.</param>
    IEnumerable<(string Name, double Value)> Details(double seconds, MachineRates rates);
}

/// <summary>A piece of work that is prepared when its turn comes.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Prepare">Allocates what it needs.</param>
internal sealed record PlannedWorkload(WorkloadLabel Label, Func<IWorkload> Prepare);
