using System.CommandLine;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;
using Ntk.Native;

namespace Ntk.Bench.Suite;

/// <summary><c>suite</c>: all figures, each beside what the machine can do.</summary>
internal sealed class SuiteCommand : SuiteVerb
{
    private readonly Option<bool> quick = new("--quick") { Description = "Small sizes: all of it in less than a minute, without the peer." };
    private readonly Option<string> filter = new("--filter") { Description = "Only the figures whose name contains this text.", HelpName = "text" };
    private readonly Option<int?> threads = new("--threads") { Description = "Measure with this number of threads only; with one and with all unless given.", HelpName = "number" };
    private readonly Option<BackendChoice> backend = Choice.Of<BackendChoice>("--backend", "What evaluates kernels; cpu unless given.");
    private readonly ResultOptions results = new();
    private readonly PeerOptions peers = new();

    private readonly Option<string[]> compare = new("--compare")
    {
        Description = "Measure nothing; compare two files of results, as the command compare does.",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
        HelpName = "before.json after.json",
    };

    public SuiteCommand()
        : base("suite", "Measure kernels, solvers, whole classifications, sizes that no tile divides, and how costs grow; each figure with its share of a limit of the machine.")
    {
        foreach (Option option in (Option[])[quick, filter, threads, backend, .. results.All, .. peers.All, compare])
            Options.Add(option);
    }

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ($"{Program} suite --quick", "All figures at small sizes, in less than a minute."),
        ($"{Program} suite --output before.json --report before.html", "Everything, kept for later."),
        ($"{Program} suite --filter GAP --threads 1", "Some of it, on one thread."),
        ($"{Program} suite --peer-python peer/bin/python --output results.json", "Everything, then neural-tangents on the same inputs."),
        ($"{Program} suite --compare before.json after.json", "What became faster or slower."),
    ];

    protected override int Run(ParseResult parse, CancellationToken cancellation)
    {
        ResultTargets targets = results.Read(parse);
        if (parse.GetValue(compare) is { Length: > 0 } files)
        {
            return targets.Output is null
                ? CompareCommand.Run(files, targets.Report, cancellation)
                : throw new UsageException("--compare measures nothing: --output does not go with it.");
        }

        bool isQuick = parse.GetValue(quick);
        string chosen = parse.GetValue(filter) ?? string.Empty;
        PeerSettings? beside = peers.AreGiven(parse) ? peers.Read(parse, isQuick, chosen) : null;
        BackendChoice choice = parse.GetValue(backend);
        var settings = new SuiteSettings(isQuick ? SuiteScale.Quick : SuiteScale.Full, chosen, Threads(parse.GetValue(threads)), Backends.Find(choice), choice.Name());
        if (!SuiteRun.Plan(settings).Any() && beside is not { Cases.Count: > 0 })
            throw new UsageException($"--filter '{chosen}' leaves no figure.");
        SuiteFigures figures = SuiteRun.Measure(settings, Log, cancellation);
        SuiteResults found = SuiteResults.Of(isQuick, figures, Peers(beside, cancellation));
        Console.Write(SuiteText.Write(found));
        targets.Write(found, cancellation);
        return ExitCode.Success;
    }

    /// <summary>The comparison with the peer, or how to have one.</summary>
    private static PeerResults? Peers(PeerSettings? settings, CancellationToken cancellation)
    {
        if (settings is null)
        {
            Log("Without --peer-python, nothing was measured beside neural-tangents.");
            return null;
        }

        try
        {
            return PeerTable.Measure(settings, Log, cancellation);
        }
        catch (PeerMissingException missing)
        {
            Log($"warning: {missing.Message}");
            return null;
        }
    }

    private static IReadOnlyList<int> Threads(int? only)
    {
        int all = Environment.ProcessorCount;
        if (only < 1 || only > all)
            throw new ThreadCountException(only.Value, all);
        return only is { } threads ? [threads] : all == 1 ? [1] : [1, all];
    }
}
