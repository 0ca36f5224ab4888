using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Ntk.Native;

/// <summary>The checks every library shares: element type, shapes and diagonals.</summary>
internal static class Operands
{
    public static void RequireSupported<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new UnsupportedElementTypeException(typeof(T));
    }

    public static void RequireGemm<T>(
        ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, MatrixSpan<T> c)
        where T : unmanaged
    {
        (nint m, nint k) = Shape(a, transposeA);
        (nint depth, nint n) = Shape(b, transposeB);
        if (k != depth || m != c.Rows || n != c.Columns)
            Throw($"The product of op(A) of {m}×{k} and op(B) of {depth}×{n} does not fit C of {c.Rows}×{c.Columns}.");
    }

    public static void RequireGemv<T>(ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged
    {
        (nint m, nint n) = Shape(a, transpose);
        if (n != x.Length || m != y.Length)
            Throw($"The product of op(A) of {m}×{n} and x of {x.Length} elements does not fit y of {y.Length} elements.");
    }

    public static void RequireSyrk<T>(ReadOnlyMatrixSpan<T> a, Transpose transpose, MatrixSpan<T> c)
        where T : unmanaged
    {
        (nint n, nint k) = Shape(a, transpose);
        if (n != c.Rows || n != c.Columns)
            Throw($"The product of op(A) of {n}×{k} and its transpose does not fit C of {c.Rows}×{c.Columns}.");
    }

    public static void RequireTrsm<T>(Side side, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged
    {
        nint order = side == Side.Left ? b.Rows : b.Columns;
        if (a.Rows != order || a.Columns != order)
            Throw($"The triangle A of {a.Rows}×{a.Columns} on the {side.ToString().ToLowerInvariant()} does not fit B of {b.Rows}×{b.Columns}.");
    }

    public static void RequireSquare<T>(ReadOnlyMatrixSpan<T> a)
        where T : unmanaged
    {
        if (a.Rows != a.Columns)
            Throw($"A matrix of {a.Rows}×{a.Columns} is not symmetric: it must be square.");
    }

    public static void RequireEigenvalues<T>(ReadOnlyMatrixSpan<T> a, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireSquare(a);
        if (values.Length != a.Rows)
            Throw($"A matrix of {a.Rows}×{a.Columns} has {a.Rows} eigenvalues, but the span has {values.Length} elements.");
    }

    public static void RequireInvertibleDiagonal<T>(ReadOnlyMatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; i < a.Rows; i++)
        {
            if (T.IsInfinity(T.One / a[i, i]))
                throw new SingularTriangleException(i, a.Rows, double.CreateTruncating(a[i, i]));
        }
    }

    private static (nint Rows, nint Columns) Shape<T>(ReadOnlyMatrixSpan<T> a, Transpose transpose)
        where T : unmanaged =>
        transpose == Transpose.No ? (a.Rows, a.Columns) : (a.Columns, a.Rows);

    [DoesNotReturn]
    private static void Throw(string message) => throw new DimensionMismatchException(message);
}
