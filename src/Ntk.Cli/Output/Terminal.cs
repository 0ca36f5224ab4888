using Spectre.Console;

namespace Ntk.Cli;

/// <summary>Standard output and standard error as consoles that draw tables and bars.</summary>
internal static class Terminal
{
    // A file has no width: wide enough for every table of this program.
    private const int WidthOfFile = 160;

    public static IAnsiConsole Output { get; } = Open(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Open(Console.Error, Console.IsErrorRedirected);

    /// <summary>A table with the look of this program.</summary>
    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        return table;
    }

    /// <summary>Names and values, one pair a line. Values may hold any text.</summary>
    public static void WritePairs(IAnsiConsole console, params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string name, string? value) in pairs)
        {
            if (value is not null)
                grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }
        console.Write(grid);
    }

    /// <summary>Adds a row of plain text to a table.</summary>
    public static void Row(this Table table, params ReadOnlySpan<string> cells)
    {
        var row = new List<Text>();
        foreach (string cell in cells)
            row.Add(new Text(cell));
        table.AddRow(row);
    }

    private static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (isRedirected)
            console.Profile.Width = WidthOfFile;
        return console;
    }
}
