using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers;

/// <summary>A private copy of rows that a caller handed over as a tensor of any strides, in one piece of memory.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class DenseRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] values;
    private readonly nint[] lengths;

    private DenseRows(T[] values, nint[] lengths)
    {
        this.values = values;
        this.lengths = lengths;
        Count = (int)lengths[0];
        Width = 1;
        foreach (nint length in lengths.AsSpan(1))
            Width *= (int)length;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Elements of a row.</summary>
    public int Width { get; }

    /// <summary>The dimensions of one row: its features, or height, width and channels.</summary>
    public ReadOnlySpan<nint> RowLengths => lengths.AsSpan(1);

    /// <summary>All elements, row after row.</summary>
    public ReadOnlySpan<T> Values => values;

    /// <summary>All rows, each a flat list.</summary>
    public MatrixSpan<T> Matrix => new(values, Count, Width);

    /// <summary>All rows, as they came.</summary>
    public ReadOnlyTensorSpan<T> Span => Block(0, Count);

    /// <summary>Rows of zeros, to be written through <see cref="Matrix"/>.</summary>
    public static DenseRows<T> Zeros(int rows, int columns) => new(new T[checked(rows * columns)], [rows, columns]);

    /// <summary>Copies rows.</summary>
    /// <param name="tensor">Rows × anything.</param>
    /// <param name="name">What they are, for errors.</param>
    /// <exception cref="DimensionMismatchException">There is no axis of rows.</exception>
    /// <exception cref="NonFiniteValueException">An element is NaN or infinite.</exception>
    public static DenseRows<T> Copy(in ReadOnlyTensorSpan<T> tensor, string name)
    {
        if (tensor.Rank < 1)
            throw new DimensionMismatchException($"{name} must have rows: a tensor of rows × columns.");
        var values = new T[checked((int)tensor.FlattenedLength)];
        tensor.FlattenTo(values);
        var rows = new DenseRows<T>(values, tensor.Lengths.ToArray());
        FiniteEntries.Require<T>(rows.Matrix, name);
        return rows;
    }

    /// <summary>Copies one or several columns of targets.</summary>
    /// <param name="tensor">Rows, or rows × outputs with at least one output.</param>
    /// <param name="name">What they are, for errors.</param>
    /// <param name="expectedRows">How many rows there must be.</param>
    /// <exception cref="DimensionMismatchException">The shape is another.</exception>
    /// <exception cref="NonFiniteValueException">An element is NaN or infinite.</exception>
    public static DenseRows<T> CopyTargets(in ReadOnlyTensorSpan<T> tensor, string name, int expectedRows)
    {
        if (tensor.Rank is not (1 or 2) || tensor.Lengths[0] != expectedRows || (tensor.Rank == 2 && tensor.Lengths[1] == 0))
            throw new DimensionMismatchException($"{name} must be {expectedRows} rows of at least one output, not {string.Join('×', tensor.Lengths.ToArray())}.");
        DenseRows<T> rows = Copy(tensor, name);
        return rows.lengths.Length == 2 ? rows : new(rows.values, [rows.Count, 1]);
    }

    /// <summary>Some rows as a tensor.</summary>
    public ReadOnlyTensorSpan<T> Block(int first, int count)
    {
        nint[] shape = [.. lengths];
        shape[0] = count;
        return new(values.AsSpan(first * Width, count * Width), shape);
    }

    /// <summary>Some rows, in some order.</summary>
    public DenseRows<T> Pick(IReadOnlyList<int> rows)
    {
        var picked = new T[checked(rows.Count * Width)];
        for (int i = 0; i < rows.Count; i++)
            values.AsSpan(rows[i] * Width, Width).CopyTo(picked.AsSpan(i * Width));
        return new(picked, [rows.Count, .. RowLengths]);
    }

    /// <summary>All rows as a tensor of their own.</summary>
    public Tensor<T> ToTensor() => Tensor.Create((T[])values.Clone(), lengths);
}
