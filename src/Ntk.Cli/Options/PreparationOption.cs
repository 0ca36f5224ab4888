using System.CommandLine;
using System.Globalization;

namespace Ntk.Cli;

/// <summary>A preparation on the command line.</summary>
internal static class PreparationOption
{
    private const string ZcaPrefix = "zca:";

    private static readonly (string Name, Preparation Value)[] Names =
        [.. Enum.GetValues<PreparationKind>().Select(kind => (kind.Name(), new Preparation(kind, kind == PreparationKind.Zca ? Preparation.DefaultZcaRidge : 0)))];

    public static Option<Preparation> Create(string inputs = "the inputs") => new("--prepare")
    {
        Description = $"What is done to {inputs} first: standardise (each channel, by the training rows; the default), zca (standardised, then whitened with a ridge of {Preparation.DefaultZcaRidge}, or another as in zca:1e-2), sphere (rows of length 1) or none.",
        HelpName = "none|standardise|sphere|zca[:ridge]",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value.ToLowerInvariant();
            int index = Array.FindIndex(Names, pair => pair.Name == text);
            if (index >= 0)
                return Names[index].Value;
            if (text.StartsWith(ZcaPrefix, StringComparison.Ordinal)
                && double.TryParse(text[ZcaPrefix.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double ridge) && double.IsFinite(ridge) && ridge >= 0)
            {
                return Preparation.Zca(ridge);
            }

            result.AddError($"--prepare is '{text}'; it can be {string.Join(", ", Names.Select(pair => pair.Name))}, or zca with a ridge of 0 or more, such as zca:1e-2.");
            return default;
        },
    };

    public static Preparation Read(ParseResult parse, Option<Preparation> option) => parse.ValueOr(option, Preparation.Standardise);
}
