using System.Buffers.Binary;
using System.IO.Compression;

namespace Ntk.Data;

/// <summary>
/// Decompressed bytes whose number and checksum are compared, at their end, with what the compressed file says.
/// The streams of .NET take a truncated gzip file for a complete one, and ignore the checksums of zip entries.
/// </summary>
internal sealed class VerifiedStream : Stream
{
    private readonly Stream decompressed;
    private readonly string name;
    private readonly uint expectedChecksum;
    private readonly Func<long, bool> hasExpectedLength;
    private readonly string mismatch;
    private readonly long maximumBytes;
    private uint checksum;
    private long count;

    private VerifiedStream(
        Stream decompressed, string name, uint expectedChecksum, Func<long, bool> hasExpectedLength, string mismatch, long maximumBytes)
    {
        this.decompressed = decompressed;
        this.name = name;
        this.expectedChecksum = expectedChecksum;
        this.hasExpectedLength = hasExpectedLength;
        this.mismatch = mismatch;
        this.maximumBytes = maximumBytes;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => count;
        set => throw new NotSupportedException();
    }

    /// <summary>The content of a gzip file of one member: the last eight bytes of the file are its checksum and its length modulo 2³².</summary>
    public static VerifiedStream OfGzip(Stream file, string name, long maximumBytes)
    {
        const int shortestMember = 18;
        if (file.Length < shortestMember)
            throw new DataFormatException(name, file.Length, $"a gzip file has at least {shortestMember} bytes; this one is truncated");

        Span<byte> trailer = stackalloc byte[8];
        file.Position = file.Length - trailer.Length;
        file.ReadExactly(trailer);
        file.Position = 0;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        return new VerifiedStream(
            new GZipStream(file, CompressionMode.Decompress),
            name,
            BinaryPrimitives.ReadUInt32LittleEndian(trailer),
            count => (uint)count == length,
            "the gzip file is truncated or corrupt, or more follows its first member; unpack it with gunzip first",
            maximumBytes);
    }

    /// <summary>The content of an entry of a zip archive.</summary>
    public static VerifiedStream OfZipEntry(ZipArchiveEntry entry, string name, long maximumBytes)
    {
        long length = entry.Length;
        return new VerifiedStream(
            entry.Open(), name, entry.Crc32, count => count == length, "the entry is truncated or corrupt: length or checksum differ", maximumBytes);
    }

    public override int Read(Span<byte> buffer)
    {
        int read = decompressed.Read(buffer);
        checksum = Crc32.Append(checksum, buffer[..read]);
        count += read;
        if (count > maximumBytes)
        {
            throw new DataTooLargeException(
                name, count, maximumBytes, $"It expands beyond {nameof(ReadOptions)}.{nameof(ReadOptions.MaximumBytes)}: raise that limit.");
        }

        if (read == 0 && buffer.Length > 0 && (checksum != expectedChecksum || !hasExpectedLength(count)))
            throw new DataFormatException(name, count, mismatch);

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decompressed.Dispose();

        base.Dispose(disposing);
    }
}
