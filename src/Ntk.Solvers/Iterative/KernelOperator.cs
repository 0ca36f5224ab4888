using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>A training kernel with its ridge, M + λI, whose tiles are computed anew for each product: memory for vectors only.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="tiles">The kernel; stays the caller's.</param>
/// <param name="output">Which of its kernels M is.</param>
/// <param name="ridge">λ.</param>
/// <remarks>Tiles go to threads in a fixed order, and each thread sums for itself: products are the same to the last bit as long as the number of threads is.</remarks>
public sealed class KernelOperator<T>(GramTiles<T> tiles, KernelOutputs output, double ridge) : ISymmetricOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private double? norm;

    /// <inheritdoc/>
    public int Order => tiles.Order;

    /// <summary>λ.</summary>
    public double Ridge => ridge;

    /// <summary>‖M + λI‖∞, found along with the first product.</summary>
    public double Norm
    {
        get
        {
            if (norm is null)
            {
                using var nothing = new GramMatrix<T>(Order, 0);
                SubtractProduct(nothing.AsMatrix(), nothing.AsMatrix());
            }

            return norm!.Value;
        }
    }

    /// <inheritdoc/>
    public void SubtractProduct(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> r)
    {
        Columns.RequireShape(Order, x, r);
        int n = Order, columns = (int)x.Columns;

        // Transposed, so that a row of a tile meets the elements of one column side by side.
        using GramMatrix<T> vectors = Columns.Transposed(x);
        var sums = new GramMatrix<T>[tiles.ThreadCount];
        double[][] magnitudes = [.. sums.Select(_ => new double[norm is null ? n : 0])];
        try
        {
            for (int thread = 0; thread < sums.Length; thread++)
                sums[thread] = new(columns, n);
            tiles.ForEach((thread, tile) => Add(tile, vectors, sums[thread], magnitudes[thread]));
            norm ??= ridge + Enumerable.Range(0, n).Select(i => magnitudes.Sum(own => own[i])).DefaultIfEmpty(0).Max();
            T shift = T.CreateTruncating(ridge);
            for (int i = 0; i < n; i++)
            {
                for (int column = 0; column < columns; column++)
                {
                    T sum = shift * x[i, column];
                    foreach (GramMatrix<T> own in sums)
                        sum += own[column, i];
                    r[i, column] -= sum;
                }
            }
        }
        finally
        {
            foreach (GramMatrix<T>? own in sums)
                own?.Dispose();
        }
    }

    /// <summary>Adds a tile's products, and those of its mirror image above the diagonal.</summary>
    private void Add(GramTile<T> tile, GramMatrix<T> vectors, GramMatrix<T> sums, double[] magnitudes)
    {
        MatrixSpan<T> entries = tile.Entries(output);
        TileRange range = tile.Range;
        for (int row = 0; row < range.RowCount; row++)
        {
            int count = tile.LowerCount(row), i = range.FirstRow + row;
            bool hasDiagonal = range.FirstColumn + count == i + 1;
            ReadOnlySpan<T> values = entries.Row(row)[..count];
            ReadOnlySpan<T> below = hasDiagonal ? values[..^1] : values;
            if (magnitudes.Length > 0)
                AddMagnitudes(values, below.Length, i, range.FirstColumn, magnitudes);
            for (int column = 0; column < vectors.Rows; column++)
            {
                ReadOnlySpan<T> x = vectors.Row(column);
                Span<T> sum = sums.Row(column);
                sum[i] += TensorPrimitives.Dot(values, x.Slice(range.FirstColumn, count));
                Span<T> mirror = sum.Slice(range.FirstColumn, below.Length);
                TensorPrimitives.MultiplyAdd(below, x[i], mirror, mirror);
            }
        }
    }

    private static void AddMagnitudes(ReadOnlySpan<T> values, int below, int row, int firstColumn, double[] magnitudes)
    {
        for (int column = 0; column < values.Length; column++)
        {
            double magnitude = Math.Abs(double.CreateTruncating(values[column]));
            magnitudes[row] += magnitude;
            if (column < below)
                magnitudes[firstColumn + column] += magnitude;
        }
    }
}
