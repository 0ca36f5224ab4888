using System.CommandLine;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary><c>compare</c>: two runs of the suite, figure by figure.</summary>
internal sealed class CompareCommand : SuiteVerb
{
    private readonly Argument<string[]> files = new("files") { Description = "The results of the run before, and of the run after.", Arity = new ArgumentArity(2, 2), HelpName = "before.json after.json" };
    private readonly Option<string> report = new("--report") { Description = "Write a page to this file.", HelpName = "comparison.html" };

    public CompareCommand()
        : base("compare", "Compare two runs of the suite, with the noise of both taken into account. The exit code is 1 if a figure became slower.")
    {
        Arguments.Add(files);
        Options.Add(report);
    }

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ($"{Program} compare before.json after.json", "Every figure, and whether it became faster or slower."),
        ($"{Program} compare before.json after.json --report comparison.html", "The same as a page."),
    ];

    protected override int Run(ParseResult parse, CancellationToken cancellation) => Run(parse.GetValue(files)!, parse.GetValue(report), cancellation);

    /// <summary>Compares two files.</summary>
    /// <param name="files">Before and after.</param>
    /// <param name="report">A page to write; null for none.</param>
    /// <param name="cancellation">Checked before the page takes its place.</param>
    /// <returns>1 if a figure became slower.</returns>
    public static int Run(string[] files, string? report, CancellationToken cancellation)
    {
        if (report is not null)
            OutputFile.Require(report);
        Comparison comparison = Comparison.Of(ResultFile.Read(files[0]), ResultFile.Read(files[1]));
        Console.Write(ComparisonText.Write(comparison));
        if (report is not null)
            OutputFile.WriteText(report, SuitePage.Write(comparison), cancellation);
        return comparison.HasSlower ? ExitCode.WorkFailed : ExitCode.Success;
    }
}
