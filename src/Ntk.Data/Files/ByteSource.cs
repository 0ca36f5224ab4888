namespace Ntk.Data;

/// <summary>
/// The bytes of a file from front to back, with their position. Whatever is wrong with them becomes a <see cref="DataFormatException"/>.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    private readonly bool leaveOpen;

    /// <summary>Reads a stream from where it stands.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What errors call them.</param>
    /// <param name="length">How many they are, or are claimed to be; null where nothing is known.</param>
    /// <param name="isLengthReal">Whether that many bytes really are there, so that memory for them may be allocated at once.</param>
    /// <param name="leaveOpen">Whether the stream outlives this source.</param>
    public ByteSource(Stream stream, string name, long? length, bool isLengthReal, bool leaveOpen = false)
    {
        Stream = stream;
        Length = length;
        this.leaveOpen = leaveOpen;
        Name = name;
        IsLengthReal = isLengthReal && length is not null;
    }

    /// <summary>The bytes themselves, for readers that take a stream.</summary>
    public Stream Stream { get; }

    /// <summary>What errors call the file.</summary>
    public string Name { get; }

    /// <summary>How many bytes there are, or are claimed to be; null where nothing is known.</summary>
    public long? Length { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the length is known from the file itself, and not from a claim.</summary>
    public bool IsLengthReal { get; }

    /// <summary>Opens a file, plain or gzip, as its first two bytes say.</summary>
    public static ByteSource Open(string path, ReadOptions options)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return file.CanSeek ? Open(file, path, options) : new ByteSource(file, path, length: null, isLengthReal: false);
    }

    /// <summary>Takes a file, plain or gzip, that can be sought in. It is closed with this source.</summary>
    public static ByteSource Open(Stream file, string name, ReadOptions options)
    {
        try
        {
            bool isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return isGzip
                ? new ByteSource(VerifiedStream.OfGzip(file, name, options.MaximumBytes), name, length: null, isLengthReal: false)
                : new ByteSource(file, name, file.Length, isLengthReal: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream that stays open: its remaining length is known if it can seek.</summary>
    public static ByteSource Borrow(Stream stream, string name) =>
        stream.CanSeek
            ? new ByteSource(stream, name, stream.Length - stream.Position, isLengthReal: true, leaveOpen: true)
            : new ByteSource(stream, name, length: null, isLengthReal: false, leaveOpen: true);

    /// <summary>Reads at least one byte, or none at the end.</summary>
    public int Read(Span<byte> destination)
    {
        try
        {
            int read = Stream.Read(destination);
            Position += read;
            return read;
        }
        catch (InvalidDataException error)
        {
            throw Malformed(Position, "the compressed data are corrupt", error);
        }
    }

    /// <summary>Fills as much of the span as there are bytes, and says how much.</summary>
    public int ReadUpTo(Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = Read(destination[done..]);
            if (read == 0)
                break;

            done += read;
        }

        return done;
    }

    /// <summary>Fills the span.</summary>
    /// <exception cref="DataFormatException">The file ends first.</exception>
    public void ReadExactly(Span<byte> destination, string what)
    {
        int done = ReadUpTo(destination);
        if (done < destination.Length)
            throw Malformed(Position, $"the file ends {destination.Length - done} bytes or more before the end of {what}");
    }

    /// <summary>Refuses a header that promises more bytes than there are, before memory is allocated for them.</summary>
    public void RequireRemaining(long bytes, string what)
    {
        if (Length - Position < bytes)
            throw Malformed(Position, $"{what} takes {bytes} bytes and {Length - Position} remain");
    }

    /// <summary>Refuses bytes after the last one expected, and completes the check of a compressed file.</summary>
    public void RequireEnd(string what)
    {
        long end = Position;
        if (Read(stackalloc byte[1]) > 0)
            throw Malformed(end, $"more bytes follow {what}");
    }

    /// <summary>An error at a byte of this file.</summary>
    public DataFormatException Malformed(long offset, string cause, Exception? innerException = null) => new(Name, offset, cause, innerException);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!leaveOpen)
            Stream.Dispose();
    }
}
