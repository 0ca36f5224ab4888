using System.CommandLine;
using Ntk.Data;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>The options of a command whose work can be continued after an end.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string> folder = new("--store")
    {
        Description = "A folder that keeps each finished tile: ended in any way, the same command continues where it was. A folder holds one matrix, for one kind of processor.",
        HelpName = "folder",
    };
    private readonly Option<int?> tile = new("--tile") { Description = "Rows and columns of a tile, 1 or more; unless given, about a second of work, 32 to 512. It changes no kernel.", HelpName = "number" };

    public IReadOnlyList<Option> All => [folder, tile];

    /// <summary>The settings a command line asks for.</summary>
    /// <exception cref="UsageException">The store is a file, or a tile is empty.</exception>
    public StoreSettings Read(ParseResult parse)
    {
        string? path = parse.GetValue(folder);
        if (path is not null && (path.Length == 0 || File.Exists(path)))
            throw new UsageException($"--store is '{path}', which is no folder: give one that is not there yet, or one that --store made.");
        int? size = parse.GetValue(tile);
        if (size < 1)
            throw new UsageException($"--tile is {size}; it must be at least 1.");
        return new(path is null ? null : new TileFolder(path), size);
    }
}

/// <summary>Where tiles are kept, and their size.</summary>
/// <param name="Store">What keeps them; null to keep none.</param>
/// <param name="TileSize">Rows and columns; null for the usual.</param>
internal sealed record StoreSettings(TileFolder? Store, int? TileSize)
{
    /// <summary>What to say of the tiles at the end; null if none were kept.</summary>
    public StoreResult? Result => Store is { Path: string path, Report: TileStoreReport report }
        ? new(path, report.LoadedTiles, report.RecomputedTiles, report.ComputedTiles)
        : null;

    /// <summary>Makes a build use the store, and an interruption say how to continue.</summary>
    public GramOptions Apply(GramOptions options)
    {
        if (Store is not null)
            Interruption.Remains = $"finished tiles are in {Store.Path}: run the same command again to continue.";
        return options with { Store = Store, TileRows = TileSize ?? options.TileRows, TileColumns = TileSize ?? options.TileColumns };
    }

    /// <summary>Warns of what was damaged in the store.</summary>
    public void WarnOfDamages(Session session)
    {
        if (Store?.Report.Damages is [TileDamage first, ..] damages)
            session.Warn($"{damages.Count} parts of {Store.Path} were damaged, and what they held was computed again; the first, {first.File}: {first.Cause}.");
    }
}
