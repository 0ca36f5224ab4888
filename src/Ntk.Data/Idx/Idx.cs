using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// IDX files, the format of MNIST: two zero bytes, a type code, the number of axes, the lengths of the axes, the elements; big-endian and row-major.
/// </summary>
public static class Idx
{
    private const int MostAxes = 64;

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <typeparam name="T">The type to convert to: any value to a floating-point type, to an integer type what it can represent exactly.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The array; one without axes as one element along one axis.</returns>
    /// <exception cref="DataFormatException">The file is malformed, truncated or corrupt, or bytes follow the array.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor<T> Read<T>(string path, ReadOptions? options = null)
        where T : unmanaged, INumber<T>
    {
        (T[] values, nint[] lengths) = ReadArray<T>(path, options);
        return Tensor.Create(values, lengths);
    }

    /// <summary>Reads a file of rows, such as images, and the file of their labels.</summary>
    /// <typeparam name="T">The type of the features.</typeparam>
    /// <param name="featuresPath">The rows, plain or gzip. Images, N×height×width, are given an axis of one channel.</param>
    /// <param name="labelsPath">The label of each row, plain or gzip.</param>
    /// <param name="name">What to call the data.</param>
    /// <param name="classNames">The names of the classes; default or empty for none, and for as many classes as the largest label says.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The features as they are stored, and the labels.</returns>
    /// <exception cref="DataFormatException">A file is malformed, truncated or corrupt, or the numbers of rows and labels differ.</exception>
    /// <exception cref="DataTooLargeException">The features take more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A feature has no counterpart in <typeparamref name="T"/>, or a label none among integers.</exception>
    /// <exception cref="LabelOutOfRangeException">A label is negative, or has no name.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LabelledData<T> ReadLabelled<T>(
        string featuresPath, string labelsPath, string name, ImmutableArray<string> classNames = default, ReadOptions? options = null)
        where T : unmanaged, INumber<T>
    {
        Tensor<int> labels = Read<int>(labelsPath, options);
        (T[] values, nint[] lengths) = ReadArray<T>(featuresPath, options);
        Tensor<T> features = Tensor.Create(values, lengths.Length == 3 ? [.. lengths, 1] : lengths);
        return LabelledData.Join(name, features, labels, labelsPath, classNames);
    }

    /// <summary>Whether a file that begins with these four bytes can be an IDX file.</summary>
    internal static bool IsMagic(ReadOnlySpan<byte> start) => start.Length >= 4 && start[0] == 0 && start[1] == 0 && TypeOf(start[2]) is not null;

    private static (T[] Values, nint[] Lengths) ReadArray<T>(string path, ReadOptions? options)
        where T : unmanaged, INumber<T>
    {
        options ??= ReadOptions.Default;
        using ByteSource source = ByteSource.Open(path, options);
        (ElementLayout layout, nint[] lengths, long count) = ReadHeader(source);
        T[] values = ElementReader.ReadArray<T>(source, layout, count, options.MaximumBytes);
        source.RequireEnd("the array");
        return (values, lengths);
    }

    private static (ElementLayout Layout, nint[] Lengths, long Count) ReadHeader(ByteSource source)
    {
        Span<byte> magic = stackalloc byte[4];
        source.ReadExactly(magic, "the magic number");
        if (magic[0] != 0 || magic[1] != 0)
            throw source.Malformed(0, "an IDX file begins with two zero bytes");

        ElementType type = TypeOf(magic[2]) ?? throw source.Malformed(2, $"the type code 0x{magic[2]:X2} is unknown: 08, 09, 0B, 0C, 0D and 0E are known");
        int axisCount = magic[3];
        if (axisCount > MostAxes)
            throw source.Malformed(3, $"the array has {axisCount} axes; {MostAxes} are allowed");

        Span<byte> word = stackalloc byte[4];
        nint[] lengths = axisCount == 0 ? [1] : new nint[axisCount];
        UInt128 bytes = (uint)type.Size();
        long count = 1;
        for (int axis = 0; axis < axisCount; axis++)
        {
            source.ReadExactly(word, "the lengths of the axes");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(word);
            lengths[axis] = (nint)length;
            bytes *= Math.Max(1, length);
            if (bytes > (UInt128)long.MaxValue)
                throw source.Malformed(source.Position - word.Length, "the size of the array does not fit into 63 bits");

            count *= length;
        }

        return (new ElementLayout(type, IsBigEndian: true), lengths, count);
    }

    private static ElementType? TypeOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };
}
