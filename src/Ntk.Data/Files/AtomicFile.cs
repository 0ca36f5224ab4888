namespace Ntk.Data;

/// <summary>
/// A file under construction beside its target, which it replaces when complete: an interrupted write leaves the target as it was.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string target;
    private readonly string? temporary;

    /// <summary>Starts a file that is to become <paramref name="path"/>. A symbolic link keeps pointing to its file, which is replaced.</summary>
    public AtomicFile(string path)
    {
        target = Path.GetFullPath(path);
        if (IsDevice(target))
        {
            Stream = new FileStream(target, FileMode.Open, FileAccess.Write);
            return;
        }

        if (new FileInfo(target).LinkTarget is not null)
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;

        temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
    }

    /// <summary>What to write to.</summary>
    public FileStream Stream { get; }

    /// <summary>Puts the file in the place of its target, once its bytes are on the disk.</summary>
    public void Commit()
    {
        if (temporary is null)
        {
            Stream.Dispose();
            return;
        }

        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));

        File.Move(temporary, target, overwrite: true);
    }

    /// <summary>Removes the file, unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
    }

    // Renaming over /dev/null would replace the device itself.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && string.Equals(Path.GetDirectoryName(path), "/dev", StringComparison.Ordinal) && File.Exists(path);
}
