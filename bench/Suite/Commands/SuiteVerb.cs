using System.CommandLine;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>One command of the suite.</summary>
internal abstract class SuiteVerb : Command, IWithExamples
{
    /// <summary>How the program is called from a checkout.</summary>
    protected const string Program = "dotnet run -c Release --project bench --";

    protected SuiteVerb(string name, string description)
        : base(name, description) => SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));

    /// <inheritdoc/>
    public abstract IReadOnlyList<(string Command, string Purpose)> Examples { get; }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult parse, CancellationToken cancellation);

    /// <summary>Says on standard error what is being done.</summary>
    protected static void Log(string message) => Console.Error.WriteLine(message);
}
