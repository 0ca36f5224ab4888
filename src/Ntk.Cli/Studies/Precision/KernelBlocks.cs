using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Leading blocks of kernels, in formats.</summary>
internal static class KernelBlocks
{
    private static ParallelOptions Threads => new() { MaxDegreeOfParallelism = LinearAlgebra.Default.ThreadCount };

    /// <summary>Fills a lower triangle.</summary>
    public static void Fill<T>(GramMatrix<T> matrix, Func<int, int, T> entry)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Parallel.For(0, matrix.Rows, Threads, row =>
        {
            Span<T> target = matrix.Row(row);
            for (int column = 0; column <= row; column++)
                target[column] = entry(row, column);
        });

    /// <summary>Fills a lower triangle from another matrix.</summary>
    public static void Fill<TSource, T>(GramMatrix<T> matrix, GramMatrix<TSource> source)
        where TSource : unmanaged, IBinaryFloatingPointIeee754<TSource>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Parallel.For(0, matrix.Rows, Threads, row => TensorPrimitives.ConvertTruncating<TSource, T>(source.Row(row)[..(row + 1)], matrix.Row(row)));

    /// <summary>A leading block with both triangles.</summary>
    public static GramMatrix<T> Leading<TSource, T>(GramMatrix<TSource> source, int rows, int columns)
        where TSource : unmanaged, IBinaryFloatingPointIeee754<TSource>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new GramMatrix<T>(rows, columns);
        Parallel.For(0, rows, Threads, row => TensorPrimitives.ConvertTruncating<TSource, T>(source.Row(row)[..columns], block.Row(row)));
        return block;
    }

    /// <summary>The first rows in a format.</summary>
    public static GramMatrix<double> Rounded(GramMatrix<double> source, int rows, StorageFormat format)
    {
        var rounded = new GramMatrix<double>(rows, source.Columns);
        Parallel.For(0, rows, Threads, row =>
        {
            source.Row(row).CopyTo(rounded.Row(row));
            format.Round(rounded.Row(row));
        });
        return rounded;
    }

    /// <summary>All columns after the first ones.</summary>
    public static GramMatrix<T> Cross<TSource, T>(GramMatrix<TSource> source, int rows)
        where TSource : unmanaged, IBinaryFloatingPointIeee754<TSource>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new GramMatrix<T>(rows, source.Columns - rows);
        Parallel.For(0, rows, Threads, row => TensorPrimitives.ConvertTruncating<TSource, T>(source.Row(row)[rows..], block.Row(row)));
        return block;
    }
}
