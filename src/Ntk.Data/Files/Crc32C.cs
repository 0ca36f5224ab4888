using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace Ntk.Data;

/// <summary>The checksum of iSCSI (RFC 3720): CRC-32C, for which processors have an instruction that takes eight bytes.</summary>
internal static class Crc32C
{
    /// <summary>Extends the checksum of some bytes, 0 for none, by the bytes that follow them.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes) =>
        Sse42.X64.IsSupported ? AppendX64(checksum, bytes)
        : Arm.Crc32.Arm64.IsSupported ? AppendArm64(checksum, bytes)
        : AppendInSoftware(checksum, bytes);

    /// <summary>The same without such an instruction.</summary>
    public static uint AppendInSoftware(uint checksum, ReadOnlySpan<byte> bytes) => Software.Tables.Append(checksum, bytes);

    private static uint AppendX64(uint checksum, ReadOnlySpan<byte> bytes)
    {
        ulong state = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = Sse42.X64.Crc32(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));

        uint rest = (uint)state;
        foreach (byte next in bytes)
            rest = Sse42.Crc32(rest, next);

        return ~rest;
    }

    private static uint AppendArm64(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = Arm.Crc32.Arm64.ComputeCrc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));

        foreach (byte next in bytes)
            state = Arm.Crc32.ComputeCrc32C(state, next);

        return ~state;
    }

    /// <summary>Made at the first use alone, which most processors never see.</summary>
    private static class Software
    {
        public static readonly ReflectedCrc Tables = new(0x82F63B78);
    }
}
