using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Numerics;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>A kernel matrix in native memory, row-major, of any size. Dispose it to free the memory at once.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class GramMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> memory;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="columns">Number of columns, ≥ 0.</param>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    public GramMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rows = rows;
        Columns = columns;
        memory = new((long)rows * columns);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Bytes of all entries.</summary>
    public long Bytes => (long)Rows * Columns * sizeof(T);

    /// <summary>The entry at zero-based <paramref name="row"/> and <paramref name="column"/>.</summary>
    public ref T this[int row, int column] => ref AsMatrix()[row, column];

    /// <summary>The whole matrix as a view for linear algebra; valid until the matrix is disposed.</summary>
    public MatrixSpan<T> AsMatrix() => MatrixSpan<T>.FromReference(ref *memory.Pointer, Rows, Columns, Columns);

    /// <summary>One row.</summary>
    public Span<T> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return memory.AsSpan((long)row * Columns, Columns);
    }

    /// <summary>A copy as a tensor of rows × columns.</summary>
    /// <exception cref="AllocationException">The matrix has more than 2³¹ entries, which a tensor cannot hold.</exception>
    public Tensor<T> ToTensor()
    {
        if ((long)Rows * Columns > Array.MaxLength)
            throw new AllocationException((Int128)Bytes);
        var tensor = Tensor.CreateFromShape<T>([Rows, Columns]);
        for (int row = 0; row < Rows; row++)
            Row(row).CopyTo(tensor.GetSpan([row, 0], Columns));
        return tensor;
    }

    /// <summary>A copy.</summary>
    public GramMatrix<T> Clone()
    {
        var copy = new GramMatrix<T>(Rows, Columns);
        for (int row = 0; row < Rows; row++)
            Row(row).CopyTo(copy.Row(row));
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
