using System.Buffers.Binary;

namespace Ntk.Data;

/// <summary>The checksum of gzip and zip: CRC-32 with the reflected polynomial 0xEDB88320, eight bytes a step.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Tables = MakeTables();

    /// <summary>Extends the checksum of some bytes, 0 for none, by the bytes that follow them.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        uint state = ~checksum;
        while (bytes.Length >= 8)
        {
            // Table k holds the effect of a byte that k more bytes follow, so that the eight lookups do not wait for each other.
            uint low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            state = tables[(7 * 256) + (int)(low & 0xFF)]
                ^ tables[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((low >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + bytes[4]]
                ^ tables[(2 * 256) + bytes[5]]
                ^ tables[256 + bytes[6]]
                ^ tables[bytes[7]];
            bytes = bytes[8..];
        }

        foreach (byte next in bytes)
            state = tables[(int)((state ^ next) & 0xFF)] ^ (state >> 8);

        return ~state;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint index = 0; index < 256; index++)
        {
            uint state = index;
            for (int bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ ((state & 1) * Polynomial);

            tables[index] = state;
        }

        for (int index = 256; index < tables.Length; index++)
            tables[index] = tables[(int)(tables[index - 256] & 0xFF)] ^ (tables[index - 256] >> 8);

        return tables;
    }
}
