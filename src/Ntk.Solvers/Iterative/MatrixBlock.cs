using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>A part of a matrix, which unlike a span can be handed to threads.</summary>
internal readonly record struct MatrixBlock<T>(GramMatrix<T> Matrix, int FirstRow, int FirstColumn, int Rows, int Columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public MatrixSpan<T> AsMatrix() => Matrix.AsMatrix().Block(FirstRow, FirstColumn, Rows, Columns);

    public ReadOnlySpan<T> Row(int row) => Matrix.Row(FirstRow + row).Slice(FirstColumn, Columns);

    public MatrixBlock<T> Block(int row, int column, int rows, int columns) => new(Matrix, FirstRow + row, FirstColumn + column, rows, columns);
}
