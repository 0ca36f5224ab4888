using System.CommandLine;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>Where results go besides standard output.</summary>
internal sealed class ResultOptions
{
    private readonly Option<string> output = new("--output") { Description = "Write all numbers to this file.", HelpName = "results.json" };
    private readonly Option<string> report = new("--report") { Description = "Write a page with plots to this file.", HelpName = "results.html" };

    public IEnumerable<Option> All => [output, report];

    /// <summary>The files a command line names.</summary>
    /// <exception cref="UsageException">One cannot be written.</exception>
    public ResultTargets Read(ParseResult parse)
    {
        var targets = new ResultTargets(parse.GetValue(output), parse.GetValue(report));
        foreach (string path in new[] { targets.Output, targets.Report }.OfType<string>())
            OutputFile.Require(path);
        return targets;
    }
}

/// <summary>Files for results.</summary>
/// <param name="Output">For JSON; null for none.</param>
/// <param name="Report">For HTML; null for none.</param>
internal sealed record ResultTargets(string? Output, string? Report)
{
    public void Write(SuiteResults results, CancellationToken cancellation)
    {
        if (Output is { } file)
            ResultFile.Write(file, results, cancellation);
        if (Report is { } page)
            OutputFile.WriteText(page, SuitePage.Write(results), cancellation);
    }
}
