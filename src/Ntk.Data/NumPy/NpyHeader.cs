using System.Collections.Immutable;

namespace Ntk.Data;

/// <summary>What the header of a NumPy array says.</summary>
public sealed class NpyHeader
{
    private static readonly nint[] ScalarLengths = [1];

    internal NpyHeader(int version, ElementLayout layout, bool isFortranOrder, ImmutableArray<nint> shape, long dataOffset)
    {
        Version = version;
        Layout = layout;
        IsFortranOrder = isFortranOrder;
        Shape = shape;
        DataOffset = dataOffset;
        ElementCount = 1;
        foreach (nint length in shape)
            ElementCount *= length;
    }

    /// <summary>The format version: 1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType => Layout.Type;

    /// <summary>Whether the most significant byte of each element comes first.</summary>
    public bool IsBigEndian => Layout.IsBigEndian;

    /// <summary>Whether the first index varies fastest in the file. Readers present every array with the last index fastest.</summary>
    public bool IsFortranOrder { get; }

    /// <summary>The lengths of the axes; none for a scalar, which readers present as one element along one axis.</summary>
    public ImmutableArray<nint> Shape { get; }

    /// <summary>The byte where the elements begin.</summary>
    public long DataOffset { get; }

    /// <summary>The number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes the elements take in the file.</summary>
    public long DataBytes => ElementCount * Layout.Size;

    /// <summary>The number of rows: the length of the first axis, 1 for a scalar.</summary>
    public nint RowCount => Shape.IsEmpty ? 1 : Shape[0];

    /// <summary>The number of elements in a row: the product of the lengths of all axes but the first.</summary>
    public nint RowLength => RowProduct(Shape.AsSpan());

    /// <summary>The first bytes of every NumPy array.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    internal ElementLayout Layout { get; }

    /// <summary>The lengths of the tensor that presents the array; a tensor has at least one axis.</summary>
    internal ReadOnlySpan<nint> TensorLengths => Shape.IsEmpty ? ScalarLengths : Shape.AsSpan();

    /// <summary>Whether the elements come in row-major order, whatever the header calls it: with at most one axis longer than 1 both orders are the same.</summary>
    internal bool IsRowMajor => !IsFortranOrder || ElementCount == 0 || Shape.Count(length => length > 1) <= 1;

    /// <summary>The product of all lengths but the first.</summary>
    internal static nint RowProduct(ReadOnlySpan<nint> shape)
    {
        nint product = 1;
        for (int axis = 1; axis < shape.Length; axis++)
            product = checked(product * shape[axis]);

        return product;
    }
}
