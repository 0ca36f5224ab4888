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
}
