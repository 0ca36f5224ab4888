using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>Operations on blocks of vectors, one a column.</summary>
internal static class Columns
{
    /// <summary>Requires right-hand sides to fit a matrix.</summary>
    /// <exception cref="DimensionMismatchException">They do not.</exception>
    public static void RequireRows<T>(int order, ReadOnlyMatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Rows != order)
            throw new DimensionMismatchException($"Right-hand sides of {b.Rows} rows do not fit a matrix of order {order}.");
    }

    public static void RequireShape<T>(int order, ReadOnlyMatrixSpan<T> b, ReadOnlyMatrixSpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Rows != order || x.Rows != order || b.Columns != x.Columns)
            throw new DimensionMismatchException($"Right-hand sides of {b.Rows}×{b.Columns} and solutions of {x.Rows}×{x.Columns} do not fit a matrix of order {order}.");
    }

    public static void Copy<T>(ReadOnlyMatrixSpan<T> source, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < source.Rows && source.Columns > 0; row++)
            source.Row(row).CopyTo(target.Row(row));
    }

    public static void Clear<T>(MatrixSpan<T> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < vectors.Rows && vectors.Columns > 0; row++)
            vectors.Row(row).Clear();
    }

    /// <summary>Whether all elements are zero, as those of a first guess often are.</summary>
    public static bool AreZero<T>(ReadOnlyMatrixSpan<T> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < vectors.Rows && vectors.Columns > 0; row++)
        {
            if (vectors.Row(row).ContainsAnyExcept(T.Zero))
                return false;
        }

        return true;
    }

    /// <summary>One vector a row.</summary>
    public static GramMatrix<T> Transposed<T>(ReadOnlyMatrixSpan<T> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = new GramMatrix<T>(checked((int)vectors.Columns), checked((int)vectors.Rows));
        for (int i = 0; i < rows.Columns; i++)
        {
            for (int column = 0; column < rows.Rows; column++)
                rows[column, i] = vectors[i, column];
        }

        return rows;
    }

    /// <summary>Vectors, one a row, back into columns.</summary>
    public static void CopyTransposed<T>(GramMatrix<T> rows, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows.Columns; i++)
        {
            for (int column = 0; column < rows.Rows; column++)
                target[i, column] = rows[column, i];
        }
    }

    /// <summary>Adds vectors, one a row, to columns.</summary>
    public static void AddTransposed<T>(GramMatrix<T> rows, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows.Columns; i++)
        {
            for (int column = 0; column < rows.Rows; column++)
                target[i, column] += rows[column, i];
        }
    }

    /// <summary>target ← target + factor·source.</summary>
    public static void Add<T>(T factor, ReadOnlyMatrixSpan<T> source, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < source.Rows && source.Columns > 0; row++)
            TensorPrimitives.MultiplyAdd(source.Row(row), factor, target.Row(row), target.Row(row));
    }

    /// <summary>target ← target + source, each column times its factor.</summary>
    public static void AddScaled<T>(ReadOnlySpan<T> factors, ReadOnlyMatrixSpan<T> source, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < source.Rows && source.Columns > 0; row++)
            TensorPrimitives.MultiplyAdd(source.Row(row), factors, target.Row(row), target.Row(row));
    }

    /// <summary>target ← source + target, each column of the target times its factor.</summary>
    public static void ScaleAndAdd<T>(ReadOnlySpan<T> factors, ReadOnlyMatrixSpan<T> source, MatrixSpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < source.Rows && source.Columns > 0; row++)
            TensorPrimitives.MultiplyAdd(target.Row(row), factors, source.Row(row), target.Row(row));
    }

    /// <summary>The inner product of each column of one with the same column of the other, in double.</summary>
    public static double[] Products<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = new double[a.Columns];
        AddProducts(a, b, sums);
        return sums;
    }

    /// <summary>Adds those of the first columns, one for each sum.</summary>
    public static void AddProducts<T>(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < a.Rows; row++)
        {
            ReadOnlySpan<T> left = a.Row(row), right = b.Row(row);
            for (int column = 0; column < sums.Length; column++)
                sums[column] += double.CreateTruncating(left[column]) * double.CreateTruncating(right[column]);
        }
    }
}
