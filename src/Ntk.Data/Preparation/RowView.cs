using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>The rows of a tensor, each a span of all elements that share the first index.</summary>
internal readonly ref struct ReadOnlyRowView<T>
    where T : unmanaged
{
    private readonly ref T first;
    private readonly nint stride;

    /// <summary>Views a tensor of at least one axis.</summary>
    /// <exception cref="ArgumentException">A row is not in one piece of memory, or has more elements than a span.</exception>
    public ReadOnlyRowView(ReadOnlyTensorSpan<T> tensor)
    {
        nint length = 1;
        for (int axis = tensor.Rank - 1; axis > 0; axis--)
        {
            if (tensor.Lengths[axis] > 1 && tensor.Strides[axis] != length)
                throw new ArgumentException("The rows of the tensor are not in one piece of memory each: copy it with ToDenseTensor.", nameof(tensor));

            length *= tensor.Lengths[axis];
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength, nameof(tensor));
        Count = tensor.Lengths[0];
        Length = (int)length;
        stride = tensor.Strides[0];
        first = ref Unsafe.AsRef(in tensor.GetPinnableReference());
    }

    /// <summary>The number of rows.</summary>
    public nint Count { get; }

    /// <summary>The number of elements in a row.</summary>
    public int Length { get; }

    /// <summary>A row; <paramref name="row"/> is 0 to <see cref="Count"/> − 1.</summary>
    public ReadOnlySpan<T> this[nint row] => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, row * stride), Length);
}

/// <summary>The rows of a tensor, to be changed in place.</summary>
internal readonly ref struct RowView<T>(TensorSpan<T> tensor)
    where T : unmanaged
{
    private readonly ReadOnlyRowView<T> rows = new(tensor);

    /// <summary>The number of rows.</summary>
    public nint Count => rows.Count;

    /// <summary>The number of elements in a row.</summary>
    public int Length => rows.Length;

    /// <summary>A row; <paramref name="row"/> is 0 to <see cref="Count"/> − 1.</summary>
    public Span<T> this[nint row] => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(rows[row]), Length);
}
