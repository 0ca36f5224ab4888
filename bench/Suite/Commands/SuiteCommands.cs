using System.CommandLine;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>The commands of the suite.</summary>
internal static class SuiteCommands
{
    private const string Conventions = """
        Results go to standard output; progress, warnings and errors to standard error.
        Exit codes: 0 done; 1 the work failed, or a comparison found a figure slower; 2 the command line or its input is at fault; 130 interrupted.
        """;

    /// <summary>Runs one of them.</summary>
    /// <param name="args">Its name and what follows.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args) => CommandHost.RunAsync(
        new RootCommand("Benchmarks of Ntk.") { new SuiteCommand(), new PeersCommand(), new CompareCommand() }, "bench", Conventions, args).GetAwaiter().GetResult();
}
