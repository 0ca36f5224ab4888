using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>The rows of a tensor: the elements that share the first index.</summary>
public static class TensorRows
{
    /// <summary>
    /// Views a tensor as a matrix, each row a flat list of features, in the same memory. (<see cref="Tensor"/>'s own reshaping refuses tensors
    /// with an axis of length 1, such as images of one channel.)
    /// </summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">Rows of any shape; dense.</param>
    /// <returns>Rows × features.</returns>
    /// <exception cref="ArgumentException">The tensor is not dense.</exception>
    public static ReadOnlyTensorSpan<T> AsMatrix<T>(ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        if (!tensor.IsDense)
            throw new ArgumentException("The tensor is not in one piece of memory: copy it with ToDenseTensor.", nameof(tensor));

        nint[] lengths = [tensor.Lengths[0], NpyHeader.RowProduct(tensor.Lengths)];
        return tensor.IsEmpty
            ? Tensor.CreateFromShape<T>(lengths)
            : TensorMarshal.CreateReadOnlyTensorSpan(
                ref Unsafe.AsRef(in tensor.GetPinnableReference()), tensor.FlattenedLength, lengths, strides: [], pinned: tensor.IsPinned);
    }

    /// <summary>Copies some rows.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">The tensor; each row in one piece of memory.</param>
    /// <param name="rows">Zero-based rows, in the order wanted.</param>
    /// <returns>A dense tensor of those rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public static Tensor<T> Select<T>(in ReadOnlyTensorSpan<T> tensor, ReadOnlySpan<int> rows)
        where T : unmanaged
    {
        ReadOnlyRowView<T> source = new(tensor);
        nint[] lengths = tensor.Lengths.ToArray();
        lengths[0] = rows.Length;
        Tensor<T> selected = Tensor.CreateFromShapeUninitialized<T>(lengths);
        RowView<T> target = new(selected);
        for (int row = 0; row < rows.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rows[row], nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[row], source.Count, nameof(rows));
            source[rows[row]].CopyTo(target[row]);
        }

        return selected;
    }
}
