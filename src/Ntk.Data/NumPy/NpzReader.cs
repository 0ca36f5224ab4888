using System.Collections.Immutable;
using System.IO.Compression;
using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>Reads the arrays of a NumPy <c>.npz</c> archive: stored or deflated, of any size (zip64), with their checksums verified.</summary>
public sealed class NpzReader : IDisposable
{
    private const string Extension = ".npy";

    private readonly string path;
    private readonly ReadOptions options;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = [];

    private NpzReader(string path, ReadOptions options)
    {
        this.path = path;
        this.options = options;
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            archive = ReadZip(path, () => new ZipArchive(file, ZipArchiveMode.Read));
            ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
            foreach (ZipArchiveEntry entry in ReadZip(path, () => archive.Entries))
            {
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                    continue;

                string name = entry.FullName[..^Extension.Length];
                if (!entries.TryAdd(name, entry))
                    throw new DataFormatException(path, 0, $"the archive has two arrays of the name '{name}'");

                names.Add(name);
            }

            Names = names.ToImmutable();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the arrays, without <c>.npy</c>, in the order of the archive.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits, for each array; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The reader, to be disposed of.</returns>
    /// <exception cref="DataFormatException">The file is not a zip archive, or is truncated or corrupt.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpzReader Open(string path, ReadOptions? options = null) => new(path, options ?? ReadOptions.Default);

    /// <summary>Opens an array, to be read whole or row by row.</summary>
    /// <param name="name">Its name, without <c>.npy</c>.</param>
    /// <returns>The reader of the array, to be disposed of. One array may be open at a time.</returns>
    /// <exception cref="MissingDataException">The archive has no array of that name.</exception>
    /// <exception cref="DataFormatException">The array is malformed, or its format is not supported.</exception>
    public NpyReader OpenArray(string name)
    {
        string fullName = $"{path}:{name}";
        if (!entries.TryGetValue(name, out ZipArchiveEntry? entry))
            throw new MissingDataException(fullName, $"The archive has: {string.Join(", ", Names)}.");

        if (entry.IsEncrypted)
            throw new DataFormatException(fullName, 0, "the array is encrypted");

        // Stored bytes are known to be in the file; what deflated ones expand to is only claimed.
        bool isLengthReal = entry.Length <= entry.CompressedLength;
        ByteSource source = ReadZip(
            fullName,
            () => new ByteSource(VerifiedStream.OfZipEntry(entry, fullName, options.MaximumBytes), fullName, entry.Length, isLengthReal));
        try
        {
            return new NpyReader(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads an array whole.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="name">Its name, without <c>.npy</c>.</param>
    /// <returns>The array in row-major order; a scalar as one element along one axis.</returns>
    /// <exception cref="MissingDataException">The archive has no array of that name.</exception>
    /// <exception cref="DataFormatException">The array is malformed, truncated or corrupt.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    public Tensor<T> Read<T>(string name)
        where T : unmanaged, INumber<T>
    {
        using NpyReader reader = OpenArray(name);
        return reader.ReadTensor<T>();
    }

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Dispose();

    /// <summary>Zip directories that point outside the file surface as several kinds of errors.</summary>
    private static TResult ReadZip<TResult>(string name, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or OverflowException or EndOfStreamException)
        {
            throw new DataFormatException(name, 0, $"the zip archive is truncated or corrupt: {error.Message}", error);
        }
    }
}
