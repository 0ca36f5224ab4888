namespace Ntk.Bench.Suite;

/// <summary>A table, to be written in Markdown or HTML.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Its head.</param>
/// <param name="Rows">One cell a column.</param>
internal sealed record TextTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>In Markdown, under its title.</summary>
    public string ToMarkdown() => $"{Title}{Environment.NewLine}{Environment.NewLine}{MarkdownTable.Write(Columns, Rows)}";
}
