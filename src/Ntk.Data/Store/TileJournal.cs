using Ntk.Engine.Programs;

namespace Ntk.Data;

/// <summary>
/// The finished tiles of a store, a line each: appending one costs the same whatever their number. A line that a dying process did not finish
/// is ignored.
/// </summary>
internal sealed class TileJournal : IDisposable
{
    private readonly Lock gate = new();
    private readonly IFileSystem files;
    private readonly Stream file;
    private readonly Dictionary<(int Row, int Column), TileEntry> entries;
    private Exception? failure;

    private TileJournal(IFileSystem files, Stream file, Dictionary<(int Row, int Column), TileEntry> entries)
    {
        this.files = files;
        this.file = file;
        this.entries = entries;
    }

    /// <summary>How many tiles it has.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>Reads the journal of a store, or starts it.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="files">Where it is.</param>
    /// <param name="onDamage">Told of lines that were finished and have changed since.</param>
    public static TileJournal Open(string folder, IFileSystem files, Action<TileDamage> onDamage)
    {
        string path = Path.Combine(folder, TileNames.Journal);
        bool isNew = !files.Exists(path);
        Dictionary<(int Row, int Column), TileEntry> entries = [];
        if (!isNew && !Read(files.ReadAll(path), entries, onDamage))
            files.WriteAll(path, [.. entries.Values.SelectMany(entry => entry.ToLine())]);

        Stream file = files.Append(path);
        try
        {
            if (isNew)
                files.SynchroniseFolder(folder);
            return new(files, file, entries);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What it says of a tile; null if nothing.</summary>
    public TileEntry? Find(TileRange tile)
    {
        lock (gate)
            return entries.GetValueOrDefault((tile.FirstRow, tile.FirstColumn));
    }

    /// <summary>Adds a tile, or replaces what it said of it. When this returns, the line is on the disk.</summary>
    public void Append(TileEntry entry)
    {
        lock (gate)
        {
            // After a line that may be torn, another would be lost with it.
            if (failure is not null)
                throw new IOException($"The journal could not be written before: {failure.Message}", failure);

            try
            {
                file.Write(entry.ToLine());
                files.Synchronise(file);
            }
            catch (Exception error)
            {
                failure = error;
                throw;
            }

            entries[(entry.Row, entry.Column)] = entry;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Reads all lines, the last of a tile counts, and says whether each is whole, so that lines can be appended.</summary>
    private static bool Read(ReadOnlySpan<byte> text, Dictionary<(int Row, int Column), TileEntry> entries, Action<TileDamage> onDamage)
    {
        bool isWhole = true;
        for (int number = 1; text.Length > 0; number++)
        {
            int end = text.IndexOf((byte)'\n');
            TileEntry? entry = end < 0 ? null : TileEntry.FromLine(text[..end]);
            if (entry is not null)
                entries[(entry.Row, entry.Column)] = entry;
            else
                isWhole = false;

            if (entry is null && end >= 0)
                onDamage(new(TileNames.Journal, $"line {number} does not fit its checksum"));
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return isWhole;
    }
}
