using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// A <c>.npy</c> file as read-only memory: nothing is copied, and it may have more than 2³¹ elements. The file must hold <typeparamref name="T"/>
/// in row-major order and in the byte order of this machine. Spans must not be used after <see cref="Dispose"/>, and the file must not be
/// shortened while it is mapped: the operating system then ends the process.
/// </summary>
/// <typeparam name="T">The element type of the file.</typeparam>
public sealed unsafe class MappedNpy<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private T* elements;

    private MappedNpy(string path, NpyHeader header)
    {
        Header = header;
        if (header.ElementCount == 0)
            return;

        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        try
        {
            view = file.CreateViewAccessor(offset: 0, size: header.DataOffset + header.DataBytes, MemoryMappedFileAccess.Read);
            byte* first = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
            elements = (T*)(first + view.PointerOffset + header.DataOffset);
        }
        catch
        {
            view?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Type, order and shape of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>The whole array; a scalar as one element along one axis.</summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlyTensorSpan<T> Tensor =>
        Header.ElementCount == 0
            ? System.Numerics.Tensors.Tensor.CreateFromShape<T>(Header.TensorLengths)
            : new ReadOnlyTensorSpan<T>(Elements, (nint)Header.ElementCount, Header.TensorLengths);

    private T* Elements
    {
        get
        {
            ObjectDisposedException.ThrowIf(elements is null, this);
            return elements;
        }
    }

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file; not a compressed one.</param>
    /// <returns>The mapping, to be disposed of.</returns>
    /// <exception cref="DataFormatException">The file is malformed or truncated, or cannot be used as it is: it must be read with <see cref="Npy"/>.</exception>
    /// <exception cref="IOException">The file cannot be read or mapped.</exception>
    public static MappedNpy<T> Open(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using ByteSource source = ByteSource.Borrow(stream, path);
        NpyHeader header = NpyHeaderParser.Read(source);
        if (header.ElementType != ElementTypes.Of<T>() || !header.Layout.IsNative || !header.IsRowMajor || header.DataOffset % sizeof(T) != 0)
        {
            throw source.Malformed(
                header.DataOffset,
                $"an array of {(header.IsBigEndian ? "big-endian" : "little-endian")} {header.ElementType} in " +
                $"{(header.IsFortranOrder ? "Fortran" : "row-major")} order cannot be mapped as {ElementTypes.Of<T>()}: read it instead");
        }

        source.RequireRemaining(header.DataBytes, "the array");
        if (stream.Length > header.DataOffset + header.DataBytes)
            throw source.Malformed(header.DataOffset + header.DataBytes, "more bytes follow the array");

        return new MappedNpy<T>(path, header);
    }

    /// <summary>Some consecutive rows.</summary>
    /// <param name="first">Zero-based row to begin with.</param>
    /// <param name="count">The number of rows; a span counts up to 2³¹ − 1 elements.</param>
    /// <returns>Their elements, row after row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all in the array, or have more elements than a span.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<T> Rows(nint first, nint count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Header.RowCount - count);
        nint length = Header.RowLength;
        if (length == 0 || count == 0)
            return [];

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue / length);
        return new ReadOnlySpan<T>(Elements + (first * length), (int)(count * length));
    }

    /// <summary>Closes the file. Spans that were taken of it are no longer valid.</summary>
    public void Dispose()
    {
        if (elements is not null)
        {
            elements = null;
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        view?.Dispose();
        file?.Dispose();
    }
}
