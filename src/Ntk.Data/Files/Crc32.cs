namespace Ntk.Data;

/// <summary>The checksum of gzip and zip: CRC-32.</summary>
internal static class Crc32
{
    private static readonly ReflectedCrc Tables = new(0xEDB88320);

    /// <summary>Extends the checksum of some bytes, 0 for none, by the bytes that follow them.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes) => Tables.Append(checksum, bytes);
}
