using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ntk.Cli;

/// <summary>The usual help, followed by examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is Verb verb)
        {
            output.WriteLine("Examples:");
            foreach ((string command, string purpose) in verb.Examples)
                output.WriteLine($"  {command}{Environment.NewLine}      {purpose}");
            output.WriteLine();
        }
        output.WriteLine("""
            Results go to standard output; progress, warnings and errors to standard error.
            Exit codes: 0 done; 1 the work failed; 2 the command line or its input is at fault; 130 interrupted.
            With --json, standard output is one JSON object; of an error {"error": {"type", "message", "exitCode"}}.
            """);
        return exitCode;
    }
}
