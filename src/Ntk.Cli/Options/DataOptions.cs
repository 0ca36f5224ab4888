using System.CommandLine;
using System.Numerics;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Labelled data on the command line.</summary>
internal sealed class DataOptions
{
    private readonly Option<string> data = new("--data")
    {
        Description = "Labelled data: digits, fashion-mnist, a folder of Fashion-MNIST or CIFAR-10, a CSV file, a CIFAR file, an npz with x and y, an IDX file.",
        HelpName = "source",
    };

    private readonly Option<string> label = new("--label") { Description = "The column of the labels of a CSV file, by name or zero-based number; the last unless given.", HelpName = "column" };
    private readonly Option<int?> rows = new("--rows") { Description = "Take the first rows only.", HelpName = "number" };

    public IEnumerable<Option> All => [data, label, rows];

    public DataSettings Read(ParseResult parse)
    {
        int? rowLimit = parse.GetValue(rows);
        if (rowLimit < 1)
            throw new UsageException($"--rows is {rowLimit}; it must be at least 1.");
        return new(parse.GetValue(data), ParseColumn(parse.GetValue(label)), rowLimit);
    }

    private static CsvColumn? ParseColumn(string? text) => text is null ? null : int.TryParse(text, out int index) && index >= 0 ? index : text;
}

/// <summary>Where labelled data come from.</summary>
/// <param name="Source">A name, file or folder; null if none was given.</param>
/// <param name="Label">The column of the labels of a CSV file; null for the last.</param>
/// <param name="RowLimit">How many rows to keep from the start; null for all.</param>
internal sealed record DataSettings(string? Source, CsvColumn? Label, int? RowLimit)
{
    /// <summary>Reads training data, and test data where the source has them.</summary>
    public (LabelledData<T> Train, LabelledData<T>? Test) Read<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (LabelledData<T> train, LabelledData<T>? test) = LabelledDataFile.Read<T>(Source!, Label);
        return (RowLimit is { } rows ? train.Take(rows) : train, test);
    }
}
