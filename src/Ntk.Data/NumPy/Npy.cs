using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// NumPy's <c>.npy</c> files. Read are format versions 1 to 3, either order of axes and bytes, and the types of <see cref="ElementType"/>,
/// converted as <see cref="NpyReader"/> says. Written is version 1.0 in row-major order. A file appears complete or not at all:
/// it is written beside its target and then takes its place.
/// </summary>
public static class Npy
{
    /// <summary>Reads a file, plain or gzip.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The array in row-major order; a scalar as one element along one axis.</returns>
    /// <exception cref="DataFormatException">The file is malformed, truncated or corrupt, or bytes follow the array.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor<T> Read<T>(string path, ReadOptions? options = null)
        where T : unmanaged, INumber<T>
    {
        using NpyReader reader = NpyReader.Open(path, options);
        return reader.ReadTensor<T>();
    }

    /// <summary>Reads an array from a stream, and leaves the stream after it: further arrays may follow.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="stream">The stream, at the beginning of an array. It stays open.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The array in row-major order; a scalar as one element along one axis.</returns>
    /// <exception cref="DataFormatException">The array is malformed or truncated.</exception>
    /// <exception cref="DataTooLargeException">The array takes more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>.</exception>
    public static Tensor<T> Read<T>(Stream stream, string name = "the stream", ReadOptions? options = null)
        where T : unmanaged, INumber<T>
    {
        using NpyReader reader = new(ByteSource.Borrow(stream, name), options ?? ReadOptions.Default, mayMoreFollow: true);
        return reader.ReadTensor<T>();
    }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <returns>Type, order and shape of the array.</returns>
    /// <exception cref="DataFormatException">The header is malformed, or its format is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpyHeader ReadHeader(string path)
    {
        using NpyReader reader = NpyReader.Open(path);
        return reader.Header;
    }

    /// <summary>Writes a tensor to a file.</summary>
    /// <typeparam name="T">An integer type, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="path">The file. One that exists is replaced when the new one is complete.</param>
    /// <param name="tensor">The tensor. One that is not dense is copied first.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged, INumber<T>
    {
        using AtomicFile file = new(path);
        NpyWriter.Write(file.Stream, tensor);
        file.Commit();
    }

    /// <summary>Writes a file row by row, from an array that may have more than 2³¹ elements.</summary>
    /// <typeparam name="T">An integer type, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="path">The file. One that exists is replaced when the new one is complete.</param>
    /// <param name="shape">The lengths of the axes, each 0 or more; none for a scalar.</param>
    /// <param name="copyRows">Copies rows into the span it is given; called with rows in ascending order. What it throws leaves the old file as it was.</param>
    /// <exception cref="ArgumentException">A length is negative, or a row has more elements than a span.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, ReadOnlySpan<nint> shape, NpyRows<T> copyRows)
        where T : unmanaged, INumber<T>
    {
        using AtomicFile file = new(path);
        NpyWriter.Write(file.Stream, shape, copyRows);
        file.Commit();
    }

    /// <summary>Writes a tensor to a stream, which stays open.</summary>
    /// <typeparam name="T">An integer type, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="tensor">The tensor. One that is not dense is copied first.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write<T>(Stream stream, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged, INumber<T> => NpyWriter.Write(stream, tensor);
}
