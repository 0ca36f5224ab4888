using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace Ntk.Cli;

/// <summary>Runs the command a command line asks for, and tells its caller how that ended.</summary>
internal static class CommandHost
{
    /// <summary>Parses, runs and reports errors.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="program">What the program is called.</param>
    /// <param name="conventions">The end of every help text.</param>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string program, string conventions, string[] args)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, conventions);
        using var interruption = new Interruption();
        ParseResult parse = root.Parse(args);
        try
        {
            // The parser's own errors span several lines; those of this program do not.
            if (parse.Errors.Count > 0 && parse.Action is not HelpWithExamples)
                throw new UsageException(MessageOf(parse, program));
            return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (Exception error)
        {
            Failure failure = Failure.Of(error);
            if (args.Contains("--json"))
                Console.Out.WriteLine(JsonSerializer.Serialize(new { error = failure }, JsonText.Options));
            await Console.Error.WriteLineAsync($"{program}: {failure.Message}");
            if (Environment.GetEnvironmentVariable("NTK_TRACE") is "1")
                await Console.Error.WriteLineAsync(error.ToString());
            return failure.ExitCode;
        }
    }

    private static string MessageOf(ParseResult parse, string program) => parse switch
    {
        { CommandResult.Command: IWithExamples } => $"{parse.Errors[0].Message} See {program} {PathOf(parse)} --help.",
        { UnmatchedTokens: [string token, ..] } =>
            $"'{token}' is not a command; the commands are {string.Join(", ", parse.CommandResult.Command.Subcommands.Select(command => command.Name))}. See {program} --help.",
        _ => $"{parse.Errors[0].Message} See {program} --help.",
    };

    /// <summary>The names of a command and of those it belongs to.</summary>
    private static string PathOf(ParseResult parse)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = parse.CommandResult; result is CommandResult { Command: not RootCommand } command; result = result.Parent)
            names.Push(command.Command.Name);
        return string.Join(' ', names);
    }
}
