using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

/// <summary>
/// A matrix in pinned memory with a stride in both directions, so that a transposed matrix is the same matrix with
/// its strides exchanged. No bounds checks: shapes are checked once, where a caller enters the library.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct MatrixView<T>(T* first, nint rows, nint columns, nint rowStride, nint columnStride)
    where T : unmanaged
{
    public T* First { get; } = first;

    public nint Rows { get; } = rows;

    public nint Columns { get; } = columns;

    /// <summary>Elements from one row to the next.</summary>
    public nint RowStride { get; } = rowStride;

    /// <summary>Elements from one column to the next.</summary>
    public nint ColumnStride { get; } = columnStride;

    public MatrixView<T> Transposed => new(First, Columns, Rows, ColumnStride, RowStride);

    public ref T this[nint row, nint column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *At(row, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(nint row, nint column) => First + row * RowStride + column * ColumnStride;

    public MatrixView<T> Block(nint row, nint column, nint rows, nint columns) =>
        new(At(row, column), rows, columns, RowStride, ColumnStride);
}
