using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Data;

/// <summary>
/// A folder that keeps the tiles of one Gram matrix as NumPy files, so that a build which was ended in any way can be continued: at most the tiles
/// under way are lost. A tile that was changed since is detected and computed again. docs/store.md describes the files.
/// </summary>
/// <example><code>
/// TileFolder store = new("k.tiles");
/// using GramResult&lt;float&gt; gram = new GramBuilder&lt;float&gt;(network, new GramOptions { Store = store }).Build(inputs);
/// Console.WriteLine($"{store.Report.LoadedTiles} tiles were there already.");
/// </code></example>
public sealed class TileFolder : ITileStore
{
    private readonly IFileSystem files;
    private TileTally tally = new();

    /// <summary>Names a store; nothing is read or written yet.</summary>
    /// <param name="path">The folder: that of a store, an empty one, or one that is to be made.</param>
    public TileFolder(string path)
        : this(path, SystemFiles.Instance)
    {
    }

    internal TileFolder(string path, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        this.files = files;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the store did for the build that opened it last, so far.</summary>
    public TileStoreReport Report => tally.Report;

    /// <inheritdoc/>
    /// <exception cref="TileStoreMismatchException">The folder holds tiles of another matrix.</exception>
    /// <exception cref="TileStoreInUseException">Another build has it open.</exception>
    /// <exception cref="TileStoreFileException">A file or the folder cannot be read or written.</exception>
    /// <exception cref="MissingDataException">The folder holds other files and is no store.</exception>
    /// <exception cref="DataFormatException">The manifest is corrupt.</exception>
    public IStoredTiles<T> Open<T>(TileStoreDescription description)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(description);
        tally = new();
        try
        {
            return OpenFolder<T>(description);
        }
        catch (Exception error) when (TileStoreFileException.IsCausedBy(error))
        {
            throw new TileStoreFileException(Path, Path, storedTiles: null, error);
        }
    }

    private FolderTiles<T> OpenFolder<T>(TileStoreDescription description)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        files.CreateFolder(Path);
        Stream guard = files.TryLock(FileOf(TileNames.Lock)) ?? throw new TileStoreInUseException(Path);
        try
        {
            IReadOnlyList<string> names = files.FileNames(Path);
            RequireManifest(description, names);
            foreach (string name in names.Where(TileNames.IsTemporary))
                files.Delete(FileOf(name));
            return new(Path, files, description, TileJournal.Open(Path, files, tally.AddDamage), guard, tally);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    private void RequireManifest(TileStoreDescription description, IReadOnlyList<string> names)
    {
        string manifest = FileOf(TileNames.Manifest);
        if (names.Contains(TileNames.Manifest))
        {
            IReadOnlyList<TileStoreDifference> differences = TileManifest.Compare(manifest, files.ReadAll(manifest), description);
            if (differences.Count > 0)
                throw new TileStoreMismatchException(Path, differences);
        }
        else if (names.FirstOrDefault(name => name != TileNames.Lock && !TileNames.IsTemporary(name)) is { } other)
        {
            throw new MissingDataException(manifest, $"The folder holds {other}, so it is not a new store: give an empty folder, or one that is not there yet.");
        }
        else
        {
            files.WriteAll(manifest, TileManifest.Write(description));
        }
    }

    private string FileOf(string name) => System.IO.Path.Combine(Path, name);
}
