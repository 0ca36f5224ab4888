using System.Globalization;

namespace Ntk.Engine.Networks;

/// <summary>Reads a text from left to right; errors say at which character.</summary>
internal sealed class TextScanner(string text)
{
    private const int LongestExcerpt = 200;

    /// <summary>Zero-based position of the next character.</summary>
    public int Position { get; set; }

    /// <summary>The next character that is not white space, or NUL at the end.</summary>
    public char Peek()
    {
        while (Position < text.Length && char.IsWhiteSpace(text[Position]))
            Position++;
        return Position < text.Length ? text[Position] : '\0';
    }

    /// <summary>Skips a character, or says that it is missing.</summary>
    public void Require(char expected)
    {
        if (!Skip(expected))
            throw Error($"'{expected}' is expected");
    }

    /// <summary>Skips a character if it comes next.</summary>
    public bool Skip(char expected)
    {
        bool isNext = Peek() == expected;
        if (isNext)
            Position++;
        return isNext;
    }

    public void RequireEnd()
    {
        if (Peek() != '\0')
            throw Error($"'{Peek()}' is not expected here");
    }

    /// <summary>Letters, digits and underscores; may be empty.</summary>
    public string Name() => Run(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    /// <summary>A finite number.</summary>
    public double Number()
    {
        string digits = Run(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '+' or '-');
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            return number;
        Position -= digits.Length;
        throw Error("a number is expected");
    }

    /// <summary>A positive whole number, up to the first character that is no digit.</summary>
    public int Size()
    {
        string digits = Run(char.IsAsciiDigit);
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0)
            return size;
        Position -= digits.Length;
        throw Error($"a whole number from 1 to {int.MaxValue} is expected");
    }

    public NetworkException Error(string cause) => new($"Character {Position + 1} of the network '{Excerpt()}': {cause}.");

    private string Run(Func<char, bool> belongs)
    {
        Peek();
        int start = Position;
        while (Position < text.Length && belongs(text[Position]))
            Position++;
        return text[start..Position];
    }

    /// <summary>The text, or what is around the current position if it is long.</summary>
    private string Excerpt()
    {
        int start = Math.Max(0, Position - LongestExcerpt / 2);
        int end = Math.Min(text.Length, start + LongestExcerpt);
        return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
    }
}
