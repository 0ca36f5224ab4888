using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ntk.Cli;

/// <summary>The usual help, followed by examples and exit codes.</summary>
/// <param name="inner">The usual help.</param>
/// <param name="conventions">What holds for all commands: where results go, and exit codes.</param>
internal sealed class HelpWithExamples(HelpAction inner, string conventions) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is IWithExamples verb)
        {
            output.WriteLine("Examples:");
            foreach ((string command, string purpose) in verb.Examples)
                output.WriteLine($"  {command}{Environment.NewLine}      {purpose}");
            output.WriteLine();
        }
        output.WriteLine(conventions);
        return exitCode;
    }
}
