using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk kernel</c> wrote.</summary>
internal sealed record KernelResult(
    string Output, Precision Precision, IReadOnlyList<long> InputShape, IReadOnlyList<MatrixSummary> Matrices, double Seconds, string Backend, StoreResult? Store,
    IReadOnlyList<string> Warnings) : IResult
{
    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table("kernel", "shape", "smallest", "largest", "mean of diagonal", "±∞", "zero");
        foreach (MatrixSummary matrix in Matrices)
        {
            table.Row(
                matrix.Name, $"{matrix.Rows}×{matrix.Columns}", Format.Number(matrix.Smallest), Format.Number(matrix.Largest),
                Format.Number(matrix.MeanOfDiagonal), matrix.InfiniteCount.ToString(), matrix.ZeroCount.ToString());
        }
        console.Write(table);
        console.WriteLine($"{Output}: {Precision.Name()}, {Format.Input(InputShape)}, {Format.Seconds(Seconds)} on {Backend}.");
        if (Store is not null)
            console.WriteLine($"{Store.Folder}: {Store.LoadedTiles} tiles loaded, {Store.RecomputedTiles} damaged and computed again, {Store.ComputedTiles} computed.");
    }
}

/// <summary>What became of the tiles of a store.</summary>
/// <param name="Folder">The store.</param>
/// <param name="LoadedTiles">Tiles that were there already.</param>
/// <param name="RecomputedTiles">Tiles that were there, but damaged.</param>
/// <param name="ComputedTiles">Tiles that were not there.</param>
internal sealed record StoreResult(string Folder, int LoadedTiles, int RecomputedTiles, int ComputedTiles);
