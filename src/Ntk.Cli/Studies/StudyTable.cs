using Spectre.Console;

namespace Ntk.Cli;

/// <summary>A table of a study.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Names of its columns; any text.</param>
/// <param name="Rows">One text a column.</param>
/// <param name="Note">What a reader must know of it; any text, or nothing.</param>
internal sealed record StudyTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string Note = "")
{
    public void WriteTo(IAnsiConsole console)
    {
        console.WriteLine(Title);
        Table table = Terminal.Table([.. Columns]);
        foreach (IReadOnlyList<string> row in Rows)
            table.Row([.. row]);
        console.Write(table);
    }

    /// <summary>As a section of a report.</summary>
    public string ToHtml() => $"""
        <section><h2>{Html.Text(Title)}</h2><div class="scroll"><table><thead><tr>{string.Concat(Columns.Select(name => $"<th>{Html.Text(name)}</th>"))}</tr></thead><tbody>
        {string.Concat(Rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{Html.Text(cell)}</td>"))}</tr>\n"))}</tbody></table></div>{(Note.Length == 0 ? "" : $"""<p class="note">{Html.Text(Note)}</p>""")}</section>

        """;
}
