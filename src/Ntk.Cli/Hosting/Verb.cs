using System.CommandLine;

namespace Ntk.Cli;

/// <summary>One command of the program: its options, what it runs, and examples for its help.</summary>
internal abstract class Verb : Command, IWithExamples
{
    private readonly RunOptions options = new();

    protected Verb(string name, string description)
        : base(name, description) => SetAction(Execute);

    /// <inheritdoc/>
    public abstract IReadOnlyList<(string Command, string Purpose)> Examples { get; }

    /// <summary>Adds the options of this verb, then those that all share.</summary>
    protected void AddOptions(params ReadOnlySpan<Option> own)
    {
        foreach (Option option in own)
            Options.Add(option);
        options.AddTo(this);
    }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult parse, RunSettings run, Session session);

    private Task<int> Execute(ParseResult parse, CancellationToken cancellation)
    {
        RunSettings run = options.Read(parse);
        return Task.FromResult(Run(parse, run, new Session(run.Json, cancellation)));
    }
}
