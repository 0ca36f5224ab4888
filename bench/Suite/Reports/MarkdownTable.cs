using System.Text;

namespace Ntk.Bench.Suite;

/// <summary>Tables as README.md has them.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes a table, one line a row; bars in cells are escaped.</summary>
    /// <param name="columns">The head.</param>
    /// <param name="rows">One cell for each column.</param>
    public static string Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        Line(columns);
        text.Append('|').Insert(text.Length, "---|", columns.Count).AppendLine();
        foreach (IReadOnlyList<string> row in rows)
        {
            if (row.Count != columns.Count)
                throw new ArgumentException($"A row has {row.Count} cells and the table {columns.Count} columns.", nameof(rows));
            Line(row);
        }

        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).AppendLine(" |");
    }
}
