using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Files this program writes: complete or not at all, also when interrupted.</summary>
internal static class OutputFile
{
    /// <summary>Says before the work whether a file can be put there after it.</summary>
    /// <exception cref="UsageException">The folder is not there, or the path is one.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder: give the name of a file to write.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder))
            throw new UsageException($"{path} cannot be written: there is no folder {folder}. Make it first.");
    }

    /// <summary>Writes an archive of arrays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="add">Adds the arrays.</param>
    /// <param name="cancellation">Checked before the file takes its place.</param>
    public static void WriteArchive(string path, Action<NpzWriter> add, CancellationToken cancellation)
    {
        lock (Interruption.Writing)
        {
            using NpzWriter writer = NpzWriter.Create(path);
            add(writer);
            cancellation.ThrowIfCancellationRequested();
            writer.Commit();
        }
    }

    /// <summary>Writes one array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">The array.</param>
    /// <param name="cancellation">Checked before the file is written.</param>
    public static void WriteArray(string path, Tensor<double> array, CancellationToken cancellation)
    {
        lock (Interruption.Writing)
        {
            cancellation.ThrowIfCancellationRequested();
            Npy.Write<double>(path, array);
        }
    }

    /// <summary>Writes text in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Checked before the file takes its place.</param>
    public static void WriteText(string path, string text, CancellationToken cancellation)
    {
        lock (Interruption.Writing)
        {
            using AtomicFile file = new(path);
            file.Stream.Write(Encoding.UTF8.GetBytes(text));
            cancellation.ThrowIfCancellationRequested();
            file.Commit();
        }
    }
}
