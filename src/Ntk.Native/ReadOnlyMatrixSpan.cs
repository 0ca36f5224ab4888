using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Native;

/// <summary>A read-only view of a row-major matrix in memory owned by someone else. Rows may be longer than the view (stride), and sizes are 64-bit.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct ReadOnlyMatrixSpan<T>
    where T : unmanaged
{
    private readonly ref readonly T first;

    /// <summary>Views <paramref name="values"/> as a matrix.</summary>
    /// <param name="values">At least <c>(rows − 1)·stride + columns</c> elements.</param>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="columns">Number of columns, ≥ 0.</param>
    /// <param name="stride">Elements from one row to the next, ≥ columns; <c>null</c> for <paramref name="columns"/>.</param>
    /// <exception cref="DimensionMismatchException">The span is too short, or a size is out of range.</exception>
    public ReadOnlyMatrixSpan(ReadOnlySpan<T> values, nint rows, nint columns, nint? stride = null)
    {
        nint step = stride ?? columns;
        MatrixShape.RequireFits(values.Length, rows, columns, step);
        first = ref MemoryMarshal.GetReference(values);
        Rows = rows;
        Columns = columns;
        Stride = step;
    }

    private ReadOnlyMatrixSpan(ref readonly T first, nint rows, nint columns, nint stride)
    {
        this.first = ref first;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>Number of rows.</summary>
    public nint Rows { get; }

    /// <summary>Number of columns.</summary>
    public nint Columns { get; }

    /// <summary>Elements from one row to the next.</summary>
    public nint Stride { get; }

    /// <summary>The element at zero-based <paramref name="row"/> and <paramref name="column"/>.</summary>
    public ref readonly T this[nint row, nint column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            MatrixShape.RequireInside(row, Rows, column, Columns);
            return ref Unsafe.Add(ref Unsafe.AsRef(in first), row * Stride + column);
        }
    }

    /// <summary>The first element, for code that does its own bounds checks; undefined in an empty matrix.</summary>
    public ref readonly T First => ref first;

    /// <summary>
    /// A view of more than 2³¹ elements, or of native memory. The caller vouches that
    /// <c>(rows − 1)·stride + columns</c> elements from <paramref name="first"/> on are alive as long as the view.
    /// </summary>
    public static ReadOnlyMatrixSpan<T> FromReference(ref readonly T first, nint rows, nint columns, nint stride) =>
        new(in first, rows, columns, stride);

    /// <summary>One row as a span.</summary>
    public ReadOnlySpan<T> Row(nint row)
    {
        MatrixShape.RequireInside(row, Rows, 0, 1);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef(in first), row * Stride), checked((int)Columns));
    }

    /// <summary>The block of <paramref name="rows"/> × <paramref name="columns"/> whose upper left corner is (<paramref name="row"/>, <paramref name="column"/>).</summary>
    public ReadOnlyMatrixSpan<T> Block(nint row, nint column, nint rows, nint columns)
    {
        MatrixShape.RequireBlock(row, rows, Rows, column, columns, Columns);
        return new(in Unsafe.Add(ref Unsafe.AsRef(in first), row * Stride + column), rows, columns, Stride);
    }
}
