using System.IO.Compression;
using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// Writes a NumPy <c>.npz</c> archive, array after array, without holding one in memory. The archive appears, or replaces an old one,
/// with <see cref="Commit"/>; without it nothing changes.
/// </summary>
public sealed class NpzWriter : IDisposable
{
    // NumPy dates every entry so: equal arrays give equal files.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AtomicFile file;
    private readonly ZipArchive archive;
    private readonly CompressionLevel compression;
    private readonly HashSet<string> names = [];

    private NpzWriter(string path, bool compress)
    {
        file = new AtomicFile(path);
        archive = new ZipArchive(file.Stream, ZipArchiveMode.Create, leaveOpen: true);
        compression = compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
    }

    /// <summary>Starts an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compress">Whether to deflate the arrays, as <c>numpy.savez_compressed</c> does, instead of storing them.</param>
    /// <returns>The writer, to be committed and disposed of.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static NpzWriter Create(string path, bool compress = false) => new(path, compress);

    /// <summary>Adds a tensor.</summary>
    /// <typeparam name="T">An integer type, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="name">Its name, without <c>.npy</c>.</param>
    /// <param name="tensor">The tensor. One that is not dense is copied first.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add<T>(string name, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged, INumber<T>
    {
        using Stream entry = AddEntry(name);
        NpyWriter.Write(entry, tensor);
    }

    /// <summary>Adds an array row by row, which may have more than 2³¹ elements.</summary>
    /// <typeparam name="T">An integer type, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="name">Its name, without <c>.npy</c>.</param>
    /// <param name="shape">The lengths of the axes, each 0 or more; none for a scalar.</param>
    /// <param name="copyRows">Copies rows into the span it is given; called with rows in ascending order.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, a length is negative, or a row has more elements than a span.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add<T>(string name, ReadOnlySpan<nint> shape, NpyRows<T> copyRows)
        where T : unmanaged, INumber<T>
    {
        using Stream entry = AddEntry(name);
        NpyWriter.Write(entry, shape, copyRows);
    }

    /// <summary>Completes the archive and puts it in its place. Nothing can be added afterwards.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Commit()
    {
        archive.Dispose();
        file.Commit();
    }

    /// <summary>Discards the archive, unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            archive.Dispose();
        }
        finally
        {
            file.Dispose();
        }
    }

    private Stream AddEntry(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!names.Add(name))
            throw new ArgumentException($"The archive has an array of the name '{name}' already.", nameof(name));

        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", compression);
        entry.LastWriteTime = Epoch;
        return entry.Open();
    }
}
