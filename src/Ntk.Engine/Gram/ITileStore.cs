using System.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>Keeps the tiles of one Gram matrix, so that a build which was ended can be continued.</summary>
public interface ITileStore
{
    /// <summary>Opens the tiles kept for a matrix, none at first.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="description">The matrix, and all that its bits depend on.</param>
    /// <returns>The tiles, to be disposed of when the matrix is complete or has failed.</returns>
    /// <exception cref="NtkException">The store holds tiles of another matrix, or cannot be used.</exception>
    IStoredTiles<T> Open<T>(TileStoreDescription description)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// The tiles of one Gram matrix that are kept. Safe to call from several threads, with different tiles. Of each tile just the entries matter
/// that <see cref="TileStoreDescription.EntriesOfRow"/> counts: others may be written by another thread at any time.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IStoredTiles<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Loads a tile, if it is kept and intact.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="nngp">Receives K, with the tile's shape; not touched if K is not asked for.</param>
    /// <param name="ntk">Receives Θ, with the tile's shape; not touched if Θ is not asked for.</param>
    /// <returns>Whether the tile was loaded. If not, what it was to receive is undefined, and the tile is to be evaluated.</returns>
    /// <exception cref="NtkException">The store cannot be used any longer.</exception>
    bool TryLoad(TileRange tile, MatrixSpan<T> nngp, MatrixSpan<T> ntk);

    /// <summary>Keeps a tile. When this returns, the tile outlives this process.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="nngp">K, with the tile's shape; ignored if K is not asked for.</param>
    /// <param name="ntk">Θ, with the tile's shape; ignored if Θ is not asked for.</param>
    /// <exception cref="NtkException">The tile could not be kept; those kept before still are.</exception>
    void Keep(TileRange tile, ReadOnlyMatrixSpan<T> nngp, ReadOnlyMatrixSpan<T> ntk);
}
