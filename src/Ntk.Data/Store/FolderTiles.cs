using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>The tiles of an open <see cref="TileFolder"/>.</summary>
/// <param name="folder">The store.</param>
/// <param name="files">Where it is.</param>
/// <param name="description">The matrix.</param>
/// <param name="journal">The finished tiles; closed with this.</param>
/// <param name="guard">What keeps other builds out; closed with this.</param>
/// <param name="tally">Counts what becomes of tiles.</param>
internal sealed class FolderTiles<T>(string folder, IFileSystem files, TileStoreDescription description, TileJournal journal, Stream guard, TileTally tally)
    : IStoredTiles<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public bool TryLoad(TileRange tile, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        if (journal.Find(tile) is not { } entry)
            return false;

        bool isLoaded = Read(TileNames.Nngp, KernelOutputs.Nngp, entry.Nngp, tile, nngp) && Read(TileNames.Ntk, KernelOutputs.Ntk, entry.Ntk, tile, ntk);
        if (isLoaded)
            tally.AddLoaded();
        return isLoaded;
    }

    public void Keep(TileRange tile, ReadOnlyMatrixSpan<T> nngp, ReadOnlyMatrixSpan<T> ntk)
    {
        StoredFile? storedNngp = Write(TileNames.Nngp, KernelOutputs.Nngp, tile, nngp);
        StoredFile? storedNtk = Write(TileNames.Ntk, KernelOutputs.Ntk, tile, ntk);
        try
        {
            journal.Append(new(tile.FirstRow, tile.FirstColumn, storedNngp, storedNtk));
        }
        catch (Exception error) when (TileStoreFileException.IsCausedBy(error))
        {
            throw Failure(TileNames.Journal, error);
        }

        tally.AddKept(tile);
    }

    public void Dispose()
    {
        journal.Dispose();
        guard.Dispose();
    }

    private bool Read(string kernel, KernelOutputs output, StoredFile? stored, TileRange tile, MatrixSpan<T> block)
    {
        if (!description.Outputs.HasFlag(output))
            return true;

        TileFile file = FileOf(kernel, tile);
        try
        {
            string? damage = stored is null ? "the journal does not know it" : file.Read(stored, block);
            if (damage is not null)
                tally.AddDamage(new(file.Name, damage), tile);
            return damage is null;
        }
        catch (OutOfMemoryException error)
        {
            throw Failure(file.Name, error);
        }
    }

    private StoredFile? Write(string kernel, KernelOutputs output, TileRange tile, ReadOnlyMatrixSpan<T> block)
    {
        if (!description.Outputs.HasFlag(output))
            return null;

        TileFile file = FileOf(kernel, tile);
        try
        {
            return file.Write(block);
        }
        catch (Exception error) when (TileStoreFileException.IsCausedBy(error))
        {
            throw Failure(file.Name, error);
        }
    }

    private TileFile FileOf(string kernel, TileRange tile) => new(files, Path.Combine(folder, TileNames.OfTile(kernel, tile)), description, tile);

    private TileStoreFileException Failure(string name, Exception cause) => new(folder, Path.Combine(folder, name), journal.Count, cause);
}
