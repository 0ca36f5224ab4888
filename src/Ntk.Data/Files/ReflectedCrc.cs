using System.Buffers.Binary;

namespace Ntk.Data;

/// <summary>A cyclic redundancy check of 32 bits, bits reflected, eight bytes a step.</summary>
internal sealed class ReflectedCrc
{
    private readonly uint[] tables = new uint[8 * 256];

    /// <summary>Prepares a check.</summary>
    /// <param name="polynomial">Its polynomial, the highest power in the lowest bit.</param>
    public ReflectedCrc(uint polynomial)
    {
        for (uint index = 0; index < 256; index++)
        {
            uint state = index;
            for (int bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ ((state & 1) * polynomial);

            tables[index] = state;
        }

        for (int index = 256; index < tables.Length; index++)
            tables[index] = tables[(int)(tables[index - 256] & 0xFF)] ^ (tables[index - 256] >> 8);
    }

    /// <summary>Extends the checksum of some bytes, 0 for none, by the bytes that follow them.</summary>
    public uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = this.tables;
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
}
