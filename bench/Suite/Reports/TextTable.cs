namespace Ntk.Bench.Suite;

/// <summary>A table, to be written in Markdown or HTML.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it: whole sentences.</param>
/// <param name="Columns">Its head.</param>
/// <param name="Rows">One cell a column.</param>
internal sealed record TextTable(string Title, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>In Markdown, under its title and caption.</summary>
    public string ToMarkdown() => $"**{Title}.** {Caption}{Environment.NewLine}{Environment.NewLine}{MarkdownTable.Write(Columns, Rows)}";
}
