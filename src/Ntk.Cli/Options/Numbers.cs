using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ntk.Cli;

/// <summary>Numbers on the command line.</summary>
internal static class Numbers
{
    /// <summary>Reads a finite number that fulfils a condition, or adds an error that says what it should be.</summary>
    public static double? Parse(ArgumentResult result, string option, string expected, Func<double, bool> isValid)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && isValid(value))
            return value;
        result.AddError($"{option} is '{text}'; it must be {expected}.");
        return null;
    }

    /// <summary>The value of an option that counts something.</summary>
    /// <exception cref="UsageException">It is below the smallest.</exception>
    public static int? AtLeast(ParseResult parse, Option<int?> option, int smallest) =>
        parse.GetValue(option) is { } number && number < smallest ? throw new UsageException($"{option.Name} is {number}; it must be at least {smallest}.") : parse.GetValue(option);

    /// <inheritdoc cref="AtLeast"/>
    public static int? AtLeastOne(ParseResult parse, Option<int?> option) => AtLeast(parse, option, 1);

    /// <summary>An option with several numbers between commas, each of which fulfils a condition.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expected">What each number must be.</param>
    /// <param name="isValid">Whether one is.</param>
    /// <param name="allowsInfinity">Whether one can be inf.</param>
    public static Option<IReadOnlyList<double>?> List(string name, string description, string expected, Func<double, bool> isValid, bool allowsInfinity = false) => new(name)
    {
        Description = description,
        HelpName = "number,…",
        CustomParser = result =>
        {
            var numbers = new List<double>();
            foreach (string text in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                bool isInfinite = allowsInfinity && text.Equals("inf", StringComparison.OrdinalIgnoreCase);
                double value = double.PositiveInfinity;
                if (!isInfinite && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value) || !isValid(value)))
                {
                    result.AddError($"{name} has '{text}'; {expected}, several with commas between them.");
                    return null;
                }

                numbers.Add(value);
            }

            return [.. numbers.Distinct()];
        },
    };
}
