using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>Arrays of inputs from files.</summary>
internal static class InputFile
{
    /// <summary>Reads rows of features.</summary>
    /// <param name="path">A file of any format; one array of an archive as in <c>a.npz:x</c>.</param>
    /// <param name="rowLimit">How many rows to keep from the start; null for all.</param>
    /// <exception cref="UsageException">The array has no features.</exception>
    public static Tensor<T> Read<T>(string path, int? rowLimit = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> tensor = DataFile.ReadTensor<T>(path);
        return rowLimit is { } rows ? FirstRows(tensor, rows) : tensor;
    }

    /// <summary>The lengths of all axes, from the header alone where the format has one.</summary>
    public static nint[] ReadShape(string path)
    {
        if (!File.Exists(path) || DataFile.Detect(path) != DataFormat.Npy)
            return DataFile.ReadTensor<float>(path).Lengths.ToArray();
        NpyHeader header = Npy.ReadHeader(path);
        return header.Shape.IsEmpty ? [1] : [.. header.Shape];
    }

    /// <summary>The features of a row: the product of all lengths but the first.</summary>
    public static int FeatureCount(ReadOnlySpan<nint> lengths)
    {
        Int128 product = 1;
        foreach (nint length in lengths[1..])
            product *= length;
        return product >= 1 && product <= int.MaxValue
            ? (int)product
            : throw new DimensionMismatchException($"Inputs of the shape {Format.Shape(lengths)} have {product} features; they need 1 to {int.MaxValue}.");
    }

    /// <summary>Keeps the first rows.</summary>
    /// <exception cref="InsufficientRowsException">There are fewer.</exception>
    public static Tensor<T> FirstRows<T>(Tensor<T> tensor, int rows)
        where T : unmanaged
    {
        if (rows > tensor.Lengths[0])
            throw new InsufficientRowsException(rows, tensor.Lengths[0]);
        return rows == tensor.Lengths[0] ? tensor : TensorRows.Select<T>(tensor, [.. Enumerable.Range(0, rows)]);
    }
}
