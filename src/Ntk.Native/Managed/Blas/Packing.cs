using System.Runtime.CompilerServices;

namespace Ntk.Native.Managed;

/// <summary>Copies operands into panels that a micro-kernel reads from front to back.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Copies <paramref name="source"/> (k × at most <paramref name="width"/>) to <paramref name="panel"/>, the elements of
    /// one k side by side and filled up with zeros to <paramref name="width"/>.
    /// </summary>
    public static void Pack<T>(MatrixView<T> source, int width, T* panel)
        where T : unmanaged
    {
        if (source.Columns < width)
            new Span<T>(panel, checked((int)source.Rows * width)).Clear();
        Copy(source, new MatrixView<T>(panel, source.Rows, source.Columns, width, 1));
    }

    /// <summary>Copies a matrix, whatever the strides.</summary>
    public static void Copy<T>(MatrixView<T> source, MatrixView<T> destination)
        where T : unmanaged
    {
        if (source.ColumnStride == 1 && destination.ColumnStride == 1)
            CopyRows(source, destination);
        else if (source.RowStride == 1 && destination.RowStride == 1)
            CopyRows(source.Transposed, destination.Transposed);
        else if (source.RowStride == 1 && destination.ColumnStride == 1)
            TransposedCopy.Run(source.First, source.ColumnStride, source.Columns, source.Rows, destination.First, destination.RowStride);
        else if (source.ColumnStride == 1 && destination.RowStride == 1)
            TransposedCopy.Run(source.First, source.RowStride, source.Rows, source.Columns, destination.First, destination.ColumnStride);
        else
            CopyElements(source, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyRows<T>(MatrixView<T> source, MatrixView<T> destination)
        where T : unmanaged
    {
        nint bytes = source.Columns * sizeof(T);
        T* s = source.First, d = destination.First;
        for (nint row = source.Rows; row > 0; row--)
        {
            Buffer.MemoryCopy(s, d, bytes, bytes);
            s += source.RowStride;
            d += destination.RowStride;
        }
    }

    private static void CopyElements<T>(MatrixView<T> source, MatrixView<T> destination)
        where T : unmanaged
    {
        for (nint row = 0; row < source.Rows; row++)
        {
            for (nint column = 0; column < source.Columns; column++)
                destination[row, column] = source[row, column];
        }
    }
}
