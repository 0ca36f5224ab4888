using Ntk.Engine.Programs;

namespace Ntk.Data;

/// <summary>Counts what becomes of tiles, from any thread.</summary>
internal sealed class TileTally
{
    private readonly Lock gate = new();
    private readonly List<TileDamage> damages = [];
    private readonly HashSet<TileRange> damagedTiles = [];
    private int loaded;
    private int recomputed;
    private int computed;

    public TileStoreReport Report
    {
        get
        {
            lock (gate)
                return new(loaded, recomputed, computed, [.. damages]);
        }
    }

    public void AddLoaded()
    {
        lock (gate)
            loaded++;
    }

    public void AddKept(TileRange tile)
    {
        lock (gate)
        {
            if (damagedTiles.Contains(tile))
                recomputed++;
            else
                computed++;
        }
    }

    public void AddDamage(TileDamage damage)
    {
        lock (gate)
            damages.Add(damage);
    }

    public void AddDamage(TileDamage damage, TileRange tile)
    {
        lock (gate)
        {
            damages.Add(damage);
            damagedTiles.Add(tile);
        }
    }
}
