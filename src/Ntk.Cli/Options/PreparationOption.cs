using System.CommandLine;

namespace Ntk.Cli;

/// <summary>A preparation on the command line.</summary>
internal static class PreparationOption
{
    public static Option<Preparation> Create(string inputs = "the inputs") => Choice.Of<Preparation>(
        "--prepare", $"What is done to {inputs} first: standardise (each channel, by the training rows; the default), sphere (rows of length 1) or none.");

    public static Preparation Read(ParseResult parse, Option<Preparation> option) => parse.ValueOr(option, Preparation.Standardise);
}
