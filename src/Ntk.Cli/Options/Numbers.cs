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

    /// <summary>Reads a whole number that is not too small, or adds an error that says what it should be.</summary>
    public static int? ParseWhole(ArgumentResult result, string option, int smallest)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= smallest)
            return value;
        result.AddError($"{option} is '{text}'; it must be a whole number, {smallest} or more.");
        return null;
    }
}
