namespace Ntk.Data;

/// <summary>
/// A file under construction beside its target, which it replaces when complete: an interrupted write leaves the target as it was.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>How the names of files under construction end.</summary>
    public const string TemporaryExtension = ".tmp";

    private readonly string target;
    private readonly IFileSystem files;
    private string? temporary;

    /// <summary>Starts a file that is to become <paramref name="path"/>. A symbolic link keeps pointing to its file, which is replaced.</summary>
    /// <param name="path">The target.</param>
    /// <param name="files">Where it is; null for the files of the operating system.</param>
    public AtomicFile(string path, IFileSystem? files = null)
    {
        this.files = files ?? SystemFiles.Instance;
        target = Path.GetFullPath(path);
        if (IsDevice(target))
        {
            Stream = new FileStream(target, FileMode.Open, FileAccess.Write);
            return;
        }

        if (new FileInfo(target).LinkTarget is not null)
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;

        temporary = $"{target}.{Path.GetRandomFileName()}{TemporaryExtension}";
        Stream = this.files.Create(temporary);
    }

    /// <summary>What to write to.</summary>
    public Stream Stream { get; }

    /// <summary>Puts the file in the place of its target, once its bytes are on the disk; returns when its name is there, too.</summary>
    public void Commit()
    {
        if (temporary is null)
        {
            Stream.Dispose();
            return;
        }

        files.Synchronise(Stream);
        Stream.Dispose();
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));

        files.Move(temporary, target);
        temporary = null;
        files.SynchroniseFolder(Path.GetDirectoryName(target)!);
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
                files.Delete(temporary);
        }
    }

    // Renaming over /dev/null would replace the device itself.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && string.Equals(Path.GetDirectoryName(path), "/dev", StringComparison.Ordinal) && File.Exists(path);
}
