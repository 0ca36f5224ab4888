using System.Collections.Immutable;

namespace Ntk.Data;

/// <summary>How a CSV file is to be understood.</summary>
public sealed record CsvOptions
{
    /// <summary>The options used where none are given.</summary>
    public static CsvOptions Default { get; } = new();

    /// <summary>
    /// Whether the first record names the columns. Null to find out: it does if none of its features is a number, and if the label column is given by name.
    /// A first record of numbers and other text is refused.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>The separator, an ASCII character. Null to find out among comma, semicolon, tab and bar.</summary>
    public char? Separator { get; init; }

    /// <summary>
    /// The labels in the order of their classes, as they are written in the file; empty to find out: labels that are integers from 0 up are the classes themselves,
    /// and other labels are sorted, negative integers by value and text by its characters. Give it to read test data with the classes of training data.
    /// </summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];
}
