using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ntk.Data;

/// <summary>The files of the operating system.</summary>
internal sealed partial class SystemFiles : IFileSystem
{
    private const int BufferBytes = 1 << 16;

    /// <summary>They have no state.</summary>
    public static SystemFiles Instance { get; } = new();

    public void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;

        DirectoryInfo folder = Directory.CreateDirectory(path);
        if (folder.Parent is { } parent)
            SynchroniseFolder(parent.FullName);
    }

    public IReadOnlyList<string> FileNames(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];

    public bool Exists(string path) => File.Exists(path);

    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);

    public Stream Append(string path) => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public Stream OpenRead(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);

    public Stream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (IsInUse(error))
        {
            return null;
        }
    }

    public void Synchronise(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    public void SynchroniseFolder(string path)
    {
        // Windows writes the names of files with the files, and opens no folder.
        if (OperatingSystem.IsWindows())
            return;

        const int accessDenied = 13;
        using SafeFileHandle folder = new(Open(path, flags: 0), ownsHandle: true);
        if (!folder.IsInvalid)
            RandomAccess.FlushToDisk(folder);
        else if (Marshal.GetLastPInvokeError() != accessDenied)
            throw new IOException($"The folder could not be opened: {Marshal.GetLastPInvokeErrorMessage()} : '{path}'");

        // A folder in which one may write but not look cannot be opened: its names reach the disk when the system pleases.
    }

    public void Move(string source, string target) => File.Move(source, target, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public T[] Allocate<T>(int length)
        where T : unmanaged => GC.AllocateUninitializedArray<T>(length);

    private static bool IsInUse(IOException error)
    {
        const int windowsSharingViolation = unchecked((int)0x80070020);
        const int linuxWouldBlock = 11;
        const int bsdWouldBlock = 35;
        return error.HResult == (OperatingSystem.IsWindows() ? windowsSharingViolation : OperatingSystem.IsLinux() ? linuxWouldBlock : bsdWouldBlock);
    }

    // .NET opens no folders.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
