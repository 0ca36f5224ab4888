using System.CommandLine;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>The options of a comparison with a peer.</summary>
internal sealed class PeerOptions
{
    private const string NearDuplicates = "near-duplicates";
    private const int DefaultRounds = 3, DefaultPatience = 600;

    // Where the repository has them.
    private static readonly string DefaultGolden = Path.Combine("tests", "Golden");

    private readonly Option<string> python = new("--peer-python") { Description = "A Python that has neural-tangents: its kernels are timed in turn, and compared.", HelpName = "path" };
    private readonly Option<int?> rounds = new("--peer-rounds") { Description = $"How often the peer and Ntk take turns, 1 or more; {DefaultRounds} unless given.", HelpName = "number" };
    private readonly Option<int?> patience = new("--peer-patience") { Description = $"How many seconds the peer may take for one answer; {DefaultPatience} unless given.", HelpName = "number" };
    private readonly Option<string> cifar = new("--cifar") { Description = "A folder of CIFAR-10 for the images in colour; drawn ones unless given.", HelpName = "folder" };
    private readonly Option<string> golden = new("--golden") { Description = "A folder of golden kernels for errors; tests/Golden, if it is there, unless given.", HelpName = "folder" };
    private readonly Option<bool> allGolden = new("--all-golden") { Description = "Errors on all golden kernels, not only on those of near-duplicates." };

    public IEnumerable<Option> All => [python, rounds, patience, cifar, golden, allGolden];

    /// <summary>Whether the command line names a Python.</summary>
    public bool AreGiven(ParseResult parse) => parse.GetValue(python) is not null;

    /// <summary>The settings a command line asks for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="quick">Whether small matrices will do.</param>
    /// <param name="filter">What the names of cases contain.</param>
    /// <exception cref="UsageException">A folder is not there, or a number is too small.</exception>
    public PeerSettings Read(ParseResult parse, bool quick, string filter)
    {
        foreach (Option<string> option in (Option<string>[])[cifar, golden])
        {
            if (parse.GetValue(option) is { } folder && !Directory.Exists(folder))
                throw new UsageException($"{option.Name}: there is no folder {folder}.");
        }

        return new(
            parse.GetValue(python) ?? throw new UsageException($"Give --peer-python: a Python with neural-tangents. {PeerMissingException.Remedy}"),
            PeerWorker.DefaultScript,
            [.. (quick ? PeerCases.Quick : PeerCases.Full).Where(peerCase => peerCase.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))],
            Numbers.AtLeastOne(parse, rounds) ?? DefaultRounds,
            parse.GetValue(cifar),
            parse.GetValue(golden) ?? (Directory.Exists(DefaultGolden) ? DefaultGolden : null),
            parse.GetValue(allGolden) ? string.Empty : NearDuplicates,
            TimeSpan.FromSeconds(Numbers.AtLeastOne(parse, patience) ?? DefaultPatience));
    }
}
