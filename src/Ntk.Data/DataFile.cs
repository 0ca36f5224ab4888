using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>Opens a file, plain or gzip, in whichever format it is.</summary>
public static class DataFile
{
    private const string ArchiveSeparator = ".npz:";

    /// <summary>Finds the format of a file: NumPy and IDX files by their first bytes, CSV by the extension csv, tsv or txt, CIFAR by the extension bin and its length.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The format.</returns>
    /// <exception cref="DataFormatException">The format is not recognised.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DataFormat Detect(string path)
    {
        using ByteSource source = ByteSource.Open(path, ReadOptions.Default);
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        string extension = Path.GetExtension(name).ToUpperInvariant();
        if (extension is ".CSV" or ".TSV" or ".TXT")
            return DataFormat.Csv;

        if (extension == ".BIN" && source.Length is { } length)
        {
            if (length % Cifar.RecordBytes(CifarFormat.Cifar10) == 0)
                return DataFormat.Cifar10;

            if (length % Cifar.RecordBytes(CifarFormat.Cifar100) == 0)
                return DataFormat.Cifar100;
        }

        Span<byte> buffer = stackalloc byte[6];
        ReadOnlySpan<byte> start = buffer[..source.ReadUpTo(buffer)];
        if (start.SequenceEqual(NpyHeader.Magic))
            return DataFormat.Npy;

        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8))
            return DataFormat.Npz;

        if (Idx.IsMagic(start))
            return DataFormat.Idx;

        throw source.Malformed(
            0, "the format is not recognised: npy, npz and IDX are by their first bytes, csv, tsv and txt by the extension, CIFAR by the extension bin and its length");
    }

    /// <summary>Reads one array.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="path">The file. One of several arrays of an archive is named as in <c>archive.npz:name</c>.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The array; of a CIFAR file the images, with pixels as they are stored; of a CSV file all columns.</returns>
    /// <exception cref="MissingDataException">The archive has no array of that name, or several and none is named.</exception>
    /// <exception cref="DataFormatException">The file is malformed, truncated or corrupt, or its format is not recognised.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor<T> ReadTensor<T>(string path, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int separator = path.LastIndexOf(ArchiveSeparator, StringComparison.OrdinalIgnoreCase);
        if (separator >= 0 && !File.Exists(path))
        {
            int end = separator + ArchiveSeparator.Length;
            using NpzReader archive = NpzReader.Open(path[..(end - 1)], options);
            return archive.Read<T>(path[end..]);
        }

        switch (Detect(path))
        {
            case DataFormat.Npy:
                return Npy.Read<T>(path, options);
            case DataFormat.Npz:
                using (NpzReader archive = NpzReader.Open(path, options))
                {
                    return archive.Names is [string name]
                        ? archive.Read<T>(name)
                        : throw new MissingDataException($"{path}:…", $"Name one of the arrays of the archive after a colon: {string.Join(", ", archive.Names)}.");
                }

            case DataFormat.Idx:
                return Idx.Read<T>(path, options);
            case DataFormat.Csv:
                return Csv.Read<T>(path, options: options);
            case DataFormat.Cifar10:
                return Cifar.Read<T>(path, CifarFormat.Cifar10, [path], options).Features;
            default:
                return Cifar.Read<T>(path, CifarFormat.Cifar100, [path], options).Features;
        }
    }
}
