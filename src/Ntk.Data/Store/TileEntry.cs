using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ntk.Data;

/// <summary>What the journal says of a finished tile.</summary>
/// <param name="Row">Its first row.</param>
/// <param name="Column">Its first column.</param>
/// <param name="Nngp">The file of K; null if K is not asked for.</param>
/// <param name="Ntk">The file of Θ; null if Θ is not asked for.</param>
internal sealed record TileEntry(int Row, int Column, StoredFile? Nngp, StoredFile? Ntk)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static ReadOnlySpan<byte> BeforeChecksum => "{\"crc32c\":\""u8;

    private static ReadOnlySpan<byte> BeforeTile => "\",\"tile\":"u8;

    private static ReadOnlySpan<byte> AfterTile => "}"u8;

    /// <summary>The line of the journal, with its end: <c>{"crc32c":"…","tile":{…}}</c>, where the checksum is that of the text of the tile.</summary>
    public byte[] ToLine()
    {
        byte[] tile = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        return [.. BeforeChecksum, .. Encoding.ASCII.GetBytes(StoredFile.Hexadecimal(Crc32C.Append(0, tile))), .. BeforeTile, .. tile, .. AfterTile, (byte)'\n'];
    }

    /// <summary>Reads a line without its end.</summary>
    /// <returns>The tile; null if the line is not exactly as it was written.</returns>
    public static TileEntry? FromLine(ReadOnlySpan<byte> line)
    {
        const int digits = 2 * sizeof(uint);
        int start = BeforeChecksum.Length + digits + BeforeTile.Length;
        if (line.Length <= start || !line.StartsWith(BeforeChecksum) || !line[(BeforeChecksum.Length + digits)..].StartsWith(BeforeTile) || !line.EndsWith(AfterTile))
            return null;

        ReadOnlySpan<byte> tile = line[start..^AfterTile.Length];
        string checksum = Encoding.ASCII.GetString(line.Slice(BeforeChecksum.Length, digits));
        return checksum == StoredFile.Hexadecimal(Crc32C.Append(0, tile)) ? JsonSerializer.Deserialize<TileEntry>(tile, Json) : null;
    }
}

/// <summary>A file of a tile as it was written.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Checksum">Its CRC-32C in hexadecimal.</param>
internal sealed record StoredFile(long Bytes, [property: JsonPropertyName("crc32c")] string Checksum)
{
    /// <summary>A checksum as it is written.</summary>
    public static string Hexadecimal(uint checksum) => checksum.ToString("x8", CultureInfo.InvariantCulture);
}
