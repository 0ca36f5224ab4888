using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Arrays of inputs from files.</summary>
internal static class InputFile
{
    /// <summary>Reads rows of features, or of images.</summary>
    /// <param name="path">A file of any format; one array of an archive as in <c>a.npz:x</c>.</param>
    /// <param name="rowLimit">How many rows to keep from the start; null for all.</param>
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
