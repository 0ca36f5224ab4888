namespace Ntk.Data;

/// <summary>Small files at once.</summary>
internal static class FileSystemExtensions
{
    /// <summary>The bytes of a file.</summary>
    public static byte[] ReadAll(this IFileSystem files, string path)
    {
        using Stream file = files.OpenRead(path);
        byte[] bytes = files.Allocate<byte>(checked((int)file.Length));
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes a file, which appears complete or not at all.</summary>
    public static void WriteAll(this IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        using AtomicFile file = new(path, files);
        file.Stream.Write(bytes);
        file.Commit();
    }
}
