namespace Ntk.Engine.Reference;

/// <summary>A kernel matrix in double-double, and the kernels of its rows and columns with themselves.</summary>
public sealed class ReferenceMatrix
{
    private readonly DoubleDouble[,] entries;

    internal ReferenceMatrix(int rows, int columns, bool isSymmetric)
    {
        entries = new DoubleDouble[rows, columns];
        RowDiagonal = new DoubleDouble[rows];
        ColumnDiagonal = isSymmetric ? RowDiagonal : new DoubleDouble[columns];
    }

    /// <summary>Number of rows.</summary>
    public int Rows => entries.GetLength(0);

    /// <summary>Number of columns.</summary>
    public int Columns => entries.GetLength(1);

    /// <summary>K(x, x) of each row.</summary>
    public IReadOnlyList<DoubleDouble> RowValues => RowDiagonal;

    /// <summary>K(x', x') of each column.</summary>
    public IReadOnlyList<DoubleDouble> ColumnValues => ColumnDiagonal;

    internal DoubleDouble[] RowDiagonal { get; }

    internal DoubleDouble[] ColumnDiagonal { get; }

    /// <summary>The entry at zero-based <paramref name="row"/> and <paramref name="column"/>.</summary>
    public DoubleDouble this[int row, int column]
    {
        get => entries[row, column];
        internal set => entries[row, column] = value;
    }
}
