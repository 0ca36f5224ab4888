using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Ntk.Cli;

var root = new RootCommand("Exact kernels of infinitely wide neural networks: NNGP and NTK Gram matrices, Gaussian-process inference, reports.")
{
    new DemoCommand(),
    new KernelCommand(),
    new FitCommand(),
    new PredictCommand(),
    new SpectrumCommand(),
    new SelectCommand(),
    new DynamicsCommand(),
    new StudyCommand(),
    new DataCommand(),
    new DoctorCommand(),
};
HelpOption help = root.Options.OfType<HelpOption>().Single();
help.Action = new HelpWithExamples((HelpAction)help.Action!);

using var interruption = new Interruption();
ParseResult parse = root.Parse(args);
try
{
    // The parser's own errors span several lines; those of this program do not.
    if (parse.Errors.Count > 0 && parse.Action is not HelpWithExamples)
        throw new UsageException(MessageOf(parse));
    return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
}
catch (Exception error)
{
    Failure failure = Failure.Of(error);
    if (args.Contains("--json"))
        Console.Out.WriteLine(JsonSerializer.Serialize(new { error = failure }, JsonText.Options));
    await Console.Error.WriteLineAsync($"ntk: {failure.Message}");
    if (Environment.GetEnvironmentVariable("NTK_TRACE") is "1")
        await Console.Error.WriteLineAsync(error.ToString());
    return failure.ExitCode;
}

static string MessageOf(ParseResult parse) => parse switch
{
    { CommandResult.Command: Verb verb } => $"{parse.Errors[0].Message} See ntk {verb.CommandName} --help.",
    { UnmatchedTokens: [string token, ..] } => $"'{token}' is not a command; the commands are {string.Join(", ", parse.CommandResult.Command.Subcommands.Select(command => command.Name))}. See ntk --help.",
    _ => $"{parse.Errors[0].Message} See ntk --help.",
};
