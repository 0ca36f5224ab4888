using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ntk.Native;

/// <summary>Bounds checks shared by the matrix views.</summary>
internal static class MatrixShape
{
    public static void RequireFits(long length, nint rows, nint columns, nint stride)
    {
        if (rows < 0 || columns < 0 || stride < columns)
            throw new DimensionMismatchException($"A matrix cannot have {rows} rows, {columns} columns and a stride of {stride}.");
        Int128 needed = rows == 0 || columns == 0 ? 0 : (Int128)(rows - 1) * stride + columns;
        if (needed > length)
            throw new DimensionMismatchException($"A {rows}×{columns} matrix with stride {stride} needs {needed} elements, but the span has {length}.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireInside(nint row, nint rows, nint column, nint columns)
    {
        if ((nuint)row >= (nuint)rows || (nuint)column >= (nuint)columns)
            ThrowOutside(row, rows, column, columns);
    }

    public static void RequireBlock(nint row, nint blockRows, nint rows, nint column, nint blockColumns, nint columns)
    {
        if (row < 0 || blockRows < 0 || blockRows > rows - row || column < 0 || blockColumns < 0 || blockColumns > columns - column)
        {
            throw new DimensionMismatchException(
                $"The block of {blockRows}×{blockColumns} at ({row}, {column}) leaves the {rows}×{columns} matrix.");
        }
    }

    [DoesNotReturn]
    private static void ThrowOutside(nint row, nint rows, nint column, nint columns) =>
        throw new DimensionMismatchException($"The element ({row}, {column}) lies outside the {rows}×{columns} matrix.");
}
