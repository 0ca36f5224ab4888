namespace Ntk.Data;

/// <summary>Brings arrays whose first index varies fastest into row-major order.</summary>
internal static class FortranOrder
{
    private const int TileSize = 32;

    /// <summary>A row-major copy.</summary>
    /// <param name="source">The elements, first index fastest.</param>
    /// <param name="shape">The lengths of the axes, of which at least two are longer than 1 and none is 0.</param>
    public static T[] ToRowMajor<T>(ReadOnlySpan<T> source, ReadOnlySpan<nint> shape)
    {
        T[] destination = GC.AllocateUninitializedArray<T>(source.Length);
        int rows = (int)shape[0];
        int columns = (int)shape[^1];
        int sourceStride = source.Length / columns;
        int destinationStride = source.Length / rows;

        // Fixing the indices between the first and the last leaves a matrix to transpose; they count as an odometer does.
        ReadOnlySpan<nint> middle = shape[1..^1];
        Span<int> index = stackalloc int[middle.Length];
        index.Clear();
        while (true)
        {
            int sourceStart = 0;
            int sourceStep = rows;
            for (int axis = 0; axis < middle.Length; axis++)
            {
                sourceStart += index[axis] * sourceStep;
                sourceStep *= (int)middle[axis];
            }

            int destinationStart = 0;
            int destinationStep = columns;
            for (int axis = middle.Length - 1; axis >= 0; axis--)
            {
                destinationStart += index[axis] * destinationStep;
                destinationStep *= (int)middle[axis];
            }

            Transpose(source[sourceStart..], sourceStride, destination.AsSpan(destinationStart), destinationStride, rows, columns);

            int turning = 0;
            while (turning < middle.Length && ++index[turning] == middle[turning])
                index[turning++] = 0;

            if (turning == middle.Length)
                return destination;
        }
    }

    /// <summary>Copies element (row, column) from <c>row + column·sourceStride</c> to <c>row·destinationStride + column</c>, by tiles that fit the cache.</summary>
    private static void Transpose<T>(
        ReadOnlySpan<T> source, int sourceStride, Span<T> destination, int destinationStride, int rows, int columns)
    {
        for (int firstRow = 0; firstRow < rows; firstRow += TileSize)
        {
            int lastRow = Math.Min(rows, firstRow + TileSize);
            for (int firstColumn = 0; firstColumn < columns; firstColumn += TileSize)
            {
                int lastColumn = Math.Min(columns, firstColumn + TileSize);
                for (int row = firstRow; row < lastRow; row++)
                {
                    for (int column = firstColumn; column < lastColumn; column++)
                        destination[(row * destinationStride) + column] = source[row + (column * sourceStride)];
                }
            }
        }
    }
}
