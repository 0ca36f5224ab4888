using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk data</c> found.</summary>
/// <param name="Source">The source.</param>
/// <param name="Parts">Its sets of rows.</param>
/// <param name="Output">The file that was written; null if none.</param>
internal sealed record DataResult(string Source, IReadOnlyList<DataSummary> Parts, string? Output) : IResult
{
    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table(["", .. Parts.Select(part => part.Name)]);
        AddRow("shape", part => string.Join('×', part.Shape));
        AddRow("smallest", part => Format.Number(part.Smallest));
        AddRow("largest", part => Format.Number(part.Largest));
        AddRow("mean", part => Format.Number(part.Mean));
        AddRow("standard deviation", part => Format.Number(part.Deviation));
        AddRow("NaN or infinite", part => part.NonFiniteCount.ToString());
        AddRow("rows of zeros", part => part.ZeroRows.ToString());
        AddRow("duplicate rows", part => part.DuplicateRows.ToString());
        AddRow("constant features", part => part.ConstantFeatures.ToString());
        AddRow("classes", part => part.RowsOfClasses?.Count.ToString() ?? "no labels");
        AddRow("rows of each class", part => string.Join(' ', part.RowsOfClasses ?? []));
        console.Write(table);
        if (Output is not null)
            console.WriteLine($"Written to {Output}.");

        void AddRow(string name, Func<DataSummary, string> value) => table.Row([name, .. Parts.Select(value)]);
    }
}
