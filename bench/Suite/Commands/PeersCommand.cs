using System.CommandLine;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary><c>peers</c>: speed and errors beside another library.</summary>
internal sealed class PeersCommand : SuiteVerb
{
    private readonly PeerOptions peers = new();
    private readonly ResultOptions results = new();
    private readonly Option<bool> quick = new("--quick") { Description = "Small matrices: a minute instead of ten." };
    private readonly Option<string> filter = new("--filter") { Description = "Only the cases whose name contains this text.", HelpName = "text" };

    public PeersCommand()
        : base("peers", "Time and compare the kernels of neural-tangents and of Ntk on the same inputs, as a table in Markdown.")
    {
        foreach (Option option in (Option[])[.. peers.All, quick, filter, .. results.All])
            Options.Add(option);
    }

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ($"{Program} peers --peer-python peer/bin/python", "Both precisions of six networks, and errors on near-duplicates."),
        ($"{Program} peers --peer-python peer/bin/python --filter Myrtle --output peers.json", "One network, and the numbers as JSON."),
        ($"{Program} peers --peer-python peer/bin/python --quick --all-golden", "Errors on all golden kernels."),
    ];

    protected override int Run(ParseResult parse, CancellationToken cancellation)
    {
        ResultTargets targets = results.Read(parse);
        PeerSettings settings = peers.Read(parse, parse.GetValue(quick), parse.GetValue(filter) ?? string.Empty);
        SuiteResults found = SuiteResults.Of(parse.GetValue(quick), SuiteFigures.None, PeerTable.Measure(settings, Log, cancellation));
        Console.Write(SuiteText.Write(found));
        targets.Write(found, cancellation);
        return ExitCode.Success;
    }
}
