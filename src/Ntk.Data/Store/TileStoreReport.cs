namespace Ntk.Data;

/// <summary>What a store of tiles did for a build.</summary>
/// <param name="LoadedTiles">Tiles that were loaded instead of computed.</param>
/// <param name="RecomputedTiles">Tiles that were stored, were found damaged, and were computed and stored again.</param>
/// <param name="ComputedTiles">Tiles that were computed and stored for the first time.</param>
/// <param name="Damages">What was found damaged.</param>
public sealed record TileStoreReport(int LoadedTiles, int RecomputedTiles, int ComputedTiles, IReadOnlyList<TileDamage> Damages)
{
    /// <summary>Tiles of this build that are stored now.</summary>
    public int StoredTiles => LoadedTiles + RecomputedTiles + ComputedTiles;
}

/// <summary>A part of a store that cannot be trusted.</summary>
/// <param name="File">The file's name in the folder of the store.</param>
/// <param name="Cause">What is wrong with it.</param>
public sealed record TileDamage(string File, string Cause);
