namespace Ntk.Data;

/// <summary>What files that must survive ask of the operating system; tests put faults in its place.</summary>
internal interface IFileSystem
{
    /// <summary>Makes a folder, and those above it, unless it is there.</summary>
    void CreateFolder(string path);

    /// <summary>The names of the files in a folder.</summary>
    IReadOnlyList<string> FileNames(string folder);

    /// <summary>Whether a file is there.</summary>
    bool Exists(string path);

    /// <summary>Starts a file that must not be there.</summary>
    Stream Create(string path);

    /// <summary>Opens a file at its end, or starts it. Each write reaches the operating system at once.</summary>
    Stream Append(string path);

    /// <summary>Opens a file to read it.</summary>
    Stream OpenRead(string path);

    /// <summary>Opens a file that no other process can open until the stream is closed, or this process has ended in any way.</summary>
    /// <returns>The file; null if another process, or another stream of this one, has it.</returns>
    Stream? TryLock(string path);

    /// <summary>Returns when the bytes of a file are on the disk.</summary>
    void Synchronise(Stream file);

    /// <summary>Returns when the names of a folder's files are on the disk.</summary>
    void SynchroniseFolder(string path);

    /// <summary>Gives a file another name; a file that has it is replaced.</summary>
    void Move(string source, string target);

    /// <summary>Removes a file, if it is there.</summary>
    void Delete(string path);

    /// <summary>Memory for what is read or written.</summary>
    T[] Allocate<T>(int length)
        where T : unmanaged;
}
