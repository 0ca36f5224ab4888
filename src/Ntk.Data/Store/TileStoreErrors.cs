using Ntk.Native;

namespace Ntk.Data;

/// <summary>A store of tiles cannot be used.</summary>
/// <param name="folder">The store.</param>
/// <param name="message">Cause and remedy.</param>
/// <param name="innerException">The error behind this one, or null.</param>
public abstract class TileStoreException(string folder, string message, Exception? innerException = null) : NtkException(message, innerException)
{
    /// <summary>The folder of the store.</summary>
    public string Folder { get; } = folder;
}

/// <summary>A store of tiles holds those of another matrix.</summary>
/// <param name="folder">The store.</param>
/// <param name="differences">What differs; at least one.</param>
public sealed class TileStoreMismatchException(string folder, IReadOnlyList<TileStoreDifference> differences)
    : TileStoreException(folder, $"{folder} holds tiles of another matrix: {string.Join("; ", differences)}. Give another folder, or remove this one to start anew.")
{
    /// <summary>What differs.</summary>
    public IReadOnlyList<TileStoreDifference> Differences { get; } = differences;
}

/// <summary>A field of a store's manifest that is not as asked for.</summary>
/// <param name="Field">What the manifest calls it.</param>
/// <param name="Stored">What the store has, as JSON.</param>
/// <param name="Requested">What is asked for, as JSON.</param>
public sealed record TileStoreDifference(string Field, string Stored, string Requested)
{
    /// <summary>In words, hashes cut to their first digits.</summary>
    public override string ToString() => $"{Field} is {Shortened(Stored)}, not {Shortened(Requested)}";

    private static string Shortened(string value)
    {
        const int longest = 24;
        const int digits = 13;
        return value.Length <= longest ? value : $"{value[..digits]}…\"";
    }
}

/// <summary>Another process, or another build of this one, has a store of tiles open.</summary>
/// <param name="folder">The store.</param>
public sealed class TileStoreInUseException(string folder)
    : TileStoreException(folder, $"{folder} is in use by another build. Wait until it has ended, or give another folder.");

/// <summary>The operating system refused a file of a store, or memory for it. Whatever was stored before is still there.</summary>
/// <param name="folder">The store.</param>
/// <param name="path">The file, or the folder itself.</param>
/// <param name="storedTiles">How many tiles the store has; null if that is not known.</param>
/// <param name="cause">What the operating system said.</param>
public sealed class TileStoreFileException(string folder, string path, int? storedTiles, Exception cause)
    : TileStoreException(folder, $"{path}: {cause.Message.TrimEnd('.')}. {Stored(storedTiles)} Mend the cause, most often a full disk, and start again to continue.", cause)
{
    /// <summary>The file, or the folder itself.</summary>
    public string Path { get; } = path;

    /// <summary>How many tiles the store has; null if that is not known.</summary>
    public int? StoredTiles { get; } = storedTiles;

    /// <summary>Whether an error comes from the operating system.</summary>
    internal static bool IsCausedBy(Exception error) => error is IOException or UnauthorizedAccessException or OutOfMemoryException;

    private static string Stored(int? tiles) => tiles is { } count ? $"The {count} tiles stored before are intact." : "What was stored before is intact.";
}
