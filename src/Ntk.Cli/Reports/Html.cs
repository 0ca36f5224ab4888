using System.Net;

namespace Ntk.Cli;

/// <summary>Text in pages and drawings.</summary>
internal static class Html
{
    private const int LongestName = 40;
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Any text as content or as a quoted attribute.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A name that fits above a plot.</summary>
    public static string Shortened(string name) => name.Length <= LongestName ? name : $"{name[..(LongestName - 1)]}…";

    /// <summary>A share, in one piece.</summary>
    public static string Percent(double share) => Format.Percent(share).Replace(' ', '\u00A0');

    /// <summary>A coordinate.</summary>
    public static string Coordinate(double value) => value.ToString("0.##");

    /// <summary>A power of ten, such as 10⁻³.</summary>
    public static string PowerOfTen(int exponent) => exponent switch
    {
        0 => "1",
        1 => "10",
        _ => $"10{(exponent < 0 ? "⁻" : "")}{string.Concat(Math.Abs(exponent).ToString().Select(digit => Superscripts[digit - '0']))}",
    };

    /// <summary>A number as people write it: 3.16 × 10⁻⁵.</summary>
    public static string Scientific(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value.ToString("G3");
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        double mantissa = Math.Round(value / Math.Pow(10, exponent), 2);
        if (Math.Abs(mantissa) >= 10)
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        return mantissa == 1 ? PowerOfTen(exponent) : $"{mantissa:0.##} × {PowerOfTen(exponent)}";
    }
}
