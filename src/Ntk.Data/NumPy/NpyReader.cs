using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// Reads one NumPy array: as a tensor, or row by row, which has no limit of size. Values are converted to the type asked for:
/// to a floating-point type by rounding to nearest (a finite value beyond its range is refused), to an integer type only if they are exactly representable.
/// </summary>
public sealed class NpyReader : IDisposable
{
    private readonly ByteSource source;
    private readonly ReadOptions options;
    private readonly bool mayMoreFollow;

    internal NpyReader(ByteSource source, ReadOptions options, bool mayMoreFollow = false)
    {
        this.source = source;
        this.options = options;
        this.mayMoreFollow = mayMoreFollow;
        Header = NpyHeaderParser.Read(source);
    }

    /// <summary>Type, order and shape of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>The rows read so far.</summary>
    public nint RowsRead { get; private set; }

    /// <summary>Opens a <c>.npy</c> file, plain or gzip, and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>A reader that stands before the first row.</returns>
    /// <exception cref="DataFormatException">The header is malformed, or its format is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpyReader Open(string path, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        ByteSource opened = ByteSource.Open(path, options);
        try
        {
            return new NpyReader(opened, options);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="rows">Filled with whole rows, of <see cref="NpyHeader.RowLength"/> elements each.</param>
    /// <exception cref="ArgumentException">The span does not hold whole rows, or more rows than remain.</exception>
    /// <exception cref="DataFormatException">
    /// The file is truncated or corrupt, bytes follow the last row, or the array is in Fortran order, of which a row is not in one piece.
    /// </exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    public void ReadRows<T>(Span<T> rows)
        where T : unmanaged, INumber<T>
    {
        if (!Header.IsRowMajor)
            throw source.Malformed(0, "an array in Fortran order cannot be read by rows: read it whole, or save it with numpy.ascontiguousarray");

        nint length = Header.RowLength;
        nint count = length == 0 ? 0 : rows.Length / length;
        if (count * length != rows.Length || count > Header.RowCount - RowsRead)
        {
            throw new ArgumentException(
                $"The span has {rows.Length} elements; {Header.RowCount - RowsRead} rows of {length} elements remain.", nameof(rows));
        }

        source.RequireRemaining((long)rows.Length * Header.Layout.Size, $"{count} rows");
        ElementReader.Read(source, Header.Layout, rows, (long)RowsRead * length);
        RowsRead += count;
        if (RowsRead == Header.RowCount)
            RequireEnd();
    }

    /// <summary>Reads the whole array. No row may have been read before.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <returns>The array in row-major order; a scalar as one element along one axis.</returns>
    /// <exception cref="InvalidOperationException">Rows have been read.</exception>
    /// <exception cref="DataFormatException">The file is truncated or corrupt, or bytes follow the array.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit. An array in Fortran order takes twice its size.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    public Tensor<T> ReadTensor<T>()
        where T : unmanaged, INumber<T>
    {
        if (RowsRead > 0)
            throw new InvalidOperationException($"{RowsRead} rows have been read: the array is no longer whole.");

        RowsRead = Header.RowCount;
        int copies = Header.IsRowMajor ? 1 : 2;
        T[] values = ElementReader.ReadArray<T>(source, Header.Layout, Header.ElementCount, options.MaximumBytes, copies);
        RequireEnd();
        if (!Header.IsRowMajor)
            values = FortranOrder.ToRowMajor<T>(values, Header.Shape.AsSpan());

        return Tensor.Create(values, Header.TensorLengths);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => source.Dispose();

    /// <summary>A stream may hold several arrays, one after the other; in a file, more bytes mean that the shape is wrong.</summary>
    private void RequireEnd()
    {
        if (!mayMoreFollow)
            source.RequireEnd("the array");
    }
}
