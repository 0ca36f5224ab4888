using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// A symmetric matrix of which each entry is held once: the lower triangle, folded into a rectangle (rectangular full packed storage, Gustavson, Waśniewski, Dongarra,
/// Langou 2010), half the memory of the full matrix at the speed of full storage.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Of the triangle's blocks A₁₁, A₂₁ and A₂₂ the first two stand below each other, k = ⌈n/2⌉ columns wide, and the transpose of A₂₂ lies above A₁₁'s diagonal. All
/// three are parts of one rectangle, so that LAPACK's routines for full storage work on them; 32-bit sizes of LAPACK hold for k, not for n²/2.
/// </remarks>
public sealed class PackedMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> rectangle;

    // Rows above A₁₁'s first, or columns before A₂₂'s: A₁₁ and A₂₂ differ in order when n is odd.
    private readonly int shift;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="order">Its order n ≥ 0.</param>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    public PackedMatrix(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        Order = order;
        LeadingOrder = (order + 1) / 2;
        shift = order % 2 == 0 ? 1 : 0;
        rectangle = new(order + shift, LeadingOrder);
    }

    /// <summary>The order n.</summary>
    public int Order { get; }

    /// <summary>Memory of the entries.</summary>
    public long Bytes => rectangle.Bytes;

    /// <summary>k, the order of the leading block A₁₁.</summary>
    internal int LeadingOrder { get; }

    /// <summary>A₁₁, k × k; its lower triangle is.</summary>
    internal MatrixBlock<T> Leading => new(rectangle, shift, 0, LeadingOrder, LeadingOrder);

    /// <summary>A₂₁, (n − k) × k.</summary>
    internal MatrixBlock<T> Corner => new(rectangle, shift + LeadingOrder, 0, Order - LeadingOrder, LeadingOrder);

    /// <summary>The transpose of A₂₂, (n − k) × (n − k); its upper triangle is.</summary>
    internal MatrixBlock<T> Trailing => new(rectangle, 0, 1 - shift, Order - LeadingOrder, Order - LeadingOrder);

    /// <summary>An entry, of either triangle.</summary>
    /// <param name="row">0 … n − 1.</param>
    /// <param name="column">0 … n − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public ref T this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Order);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Order);
            (row, column) = (Math.Max(row, column), Math.Min(row, column));
            return ref column < LeadingOrder
                ? ref rectangle[row + shift, column]
                : ref rectangle[column - LeadingOrder, row - LeadingOrder + 1 - shift];
        }
    }

    /// <summary>Copies the lower triangle of a matrix.</summary>
    /// <param name="matrix">n × n.</param>
    /// <exception cref="DimensionMismatchException">It is not square.</exception>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    public static PackedMatrix<T> Copy(GramMatrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns)
            throw new DimensionMismatchException($"A matrix of {matrix.Rows}×{matrix.Columns} is not symmetric.");
        var packed = new PackedMatrix<T>(matrix.Rows);
        packed.Fill((row, target) => matrix.Row(row)[..target.Length].CopyTo(target));
        return packed;
    }

    /// <summary>Writes the lower triangle row by row, on several threads.</summary>
    /// <param name="fill">Given a row and its row + 1 entries, writes those.</param>
    internal void Fill(PackedRowFill<T> fill) => Parallel.For(0, Order, row =>
    {
        if (row < LeadingOrder)
        {
            fill(row, rectangle.Row(row + shift)[..(row + 1)]);
            return;
        }

        var entries = new T[row + 1];
        fill(row, entries);
        Write(row, 0, entries);
    });

    /// <summary>Writes a kernel, tile by tile, and adds to its diagonal.</summary>
    /// <param name="tiles">The kernel, n × n.</param>
    /// <param name="output">Which of its kernels.</param>
    /// <param name="shift">What to add.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    internal void Fill(GramTiles<T> tiles, KernelOutputs output, double shift, CancellationToken cancellation)
    {
        double[] diagonal = [.. tiles.Diagonal(output)];
        tiles.ForEach(
            (_, tile) =>
            {
                MatrixSpan<T> entries = tile.Entries(output);
                for (int i = 0; i < tile.Range.RowCount; i++)
                    Write(tile.Range.FirstRow + i, tile.Range.FirstColumn, entries.Row(i)[..tile.LowerCount(i)]);
            },
            cancellation);
        for (int i = 0; i < Order; i++)
            this[i, i] = T.CreateTruncating(diagonal[i] + shift);
    }

    /// <inheritdoc/>
    public void Dispose() => rectangle.Dispose();

    /// <summary>Writes entries of one row of the lower triangle.</summary>
    private void Write(int row, int firstColumn, ReadOnlySpan<T> entries)
    {
        int leading = Math.Clamp(LeadingOrder - firstColumn, 0, entries.Length);
        if (leading > 0)
            entries[..leading].CopyTo(rectangle.Row(row + shift)[firstColumn..]);
        for (int k = leading; k < entries.Length; k++)
            rectangle[firstColumn + k - LeadingOrder, row - LeadingOrder + 1 - shift] = entries[k];
    }
}

/// <summary>Writes a row of a lower triangle.</summary>
/// <param name="row">The row.</param>
/// <param name="target">Its entries up to the diagonal.</param>
internal delegate void PackedRowFill<T>(int row, Span<T> target);
