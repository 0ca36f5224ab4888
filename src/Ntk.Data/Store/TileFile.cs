using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>One kernel of one tile as a NumPy file of the tile's shape; entries that do not belong to the tile are zero.</summary>
/// <param name="files">Where it is.</param>
/// <param name="path">The file.</param>
/// <param name="description">The matrix.</param>
/// <param name="tile">The tile.</param>
internal sealed class TileFile(IFileSystem files, string path, TileStoreDescription description, TileRange tile)
{
    /// <summary>Its name in the folder of the store.</summary>
    public string Name => Path.GetFileName(path);

    /// <summary>Writes it.</summary>
    public StoredFile Write<T>(ReadOnlyMatrixSpan<T> block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using AtomicFile file = new(path, files);
        using ChecksummedStream content = new(file.Stream);
        NpyWriter.WriteHeader<T>(content, [tile.RowCount, tile.ColumnCount]);
        T[] row = files.Allocate<T>(tile.ColumnCount);
        for (int index = 0; index < tile.RowCount; index++)
        {
            int count = description.EntriesOfRow(tile, index);
            block.Row(index)[..count].CopyTo(row);
            row.AsSpan(count).Clear();
            NpyWriter.WriteElements<T>(content, row);
        }

        file.Commit();
        return new(content.Count, StoredFile.Hexadecimal(content.Checksum));
    }

    /// <summary>Reads the entries that belong to the tile.</summary>
    /// <param name="expected">What was written.</param>
    /// <param name="block">Receives them.</param>
    /// <returns>What is wrong with the file; null if it is exactly what was written.</returns>
    public string? Read<T>(StoredFile expected, MatrixSpan<T> block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            using Stream file = files.OpenRead(path);
            if (file.Length != expected.Bytes)
                return $"it has {file.Length} bytes, the journal says {expected.Bytes}";

            using ChecksummedStream content = new(file);
            using NpyReader reader = new(new ByteSource(content, path, expected.Bytes, isLengthReal: true), ReadOptions.Default);
            NpyHeader header = reader.Header;
            if (header.ElementType != ElementTypes.Of<T>() || !header.Shape.AsSpan().SequenceEqual([tile.RowCount, tile.ColumnCount]))
                return $"it holds {string.Join('×', header.Shape)} {header.ElementType}, the tile {tile.RowCount}×{tile.ColumnCount} {ElementTypes.Of<T>()}";

            T[] row = files.Allocate<T>(tile.ColumnCount);
            for (int index = 0; index < tile.RowCount; index++)
            {
                reader.ReadRows<T>(row);
                row.AsSpan(0, description.EntriesOfRow(tile, index)).CopyTo(block.Row(index));
            }

            string checksum = StoredFile.Hexadecimal(content.Checksum);
            return checksum == expected.Checksum ? null : $"its CRC-32C is {checksum}, the journal says {expected.Checksum}";
        }
        catch (FileNotFoundException)
        {
            return "it is missing";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DataFormatException)
        {
            return error.Message;
        }
    }
}
