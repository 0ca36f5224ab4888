using System.Numerics;

namespace Ntk.Tests.Native;

/// <summary>A row-major matrix whose rows are longer than its columns; the surplus is NaN, so that reading or writing it shows.</summary>
internal sealed class PaddedMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] values;

    public PaddedMatrix(int rows, int columns, int padding = 3)
    {
        (Rows, Columns, Stride) = (rows, columns, columns + padding);
        values = new T[rows * Stride];
        Array.Fill(values, T.NaN);
        for (int i = 0; i < rows; i++)
            values.AsSpan(i * Stride, columns).Clear();
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    public MatrixSpan<T> Span => new(values, Rows, Columns, Stride);

    public ref T this[int row, int column] => ref values[row * Stride + column];

    public static PaddedMatrix<T> Random(Random random, int rows, int columns, int padding = 3) =>
        From(rows, columns, (_, _) => random.NextDouble() - 0.5, padding);

    public static PaddedMatrix<T> From(int rows, int columns, Func<int, int, double> element, int padding = 3)
    {
        var matrix = new PaddedMatrix<T>(rows, columns, padding);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                matrix[i, j] = T.CreateTruncating(element(i, j));
        }
        return matrix;
    }

    public PaddedMatrix<T> Copy()
    {
        var copy = new PaddedMatrix<T>(Rows, Columns, Stride - Columns);
        values.CopyTo(copy.values, 0);
        return copy;
    }

    public double[,] ToDouble()
    {
        double[,] result = new double[Rows, Columns];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
                result[i, j] = double.CreateTruncating(this[i, j]);
        }
        return result;
    }

    /// <summary>The triangle as a full matrix in double: symmetric, or with zeros outside the triangle.</summary>
    public double[,] Triangle(Triangle triangle, bool symmetric)
    {
        double[,] result = new double[Rows, Columns];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                bool inside = triangle == Ntk.Native.Triangle.Lower ? j <= i : j >= i;
                result[i, j] = inside ? double.CreateTruncating(this[i, j]) : symmetric ? double.CreateTruncating(this[j, i]) : 0;
            }
        }
        return result;
    }

    /// <summary>Fills the triangle opposite to <paramref name="triangle"/>, diagonal excluded.</summary>
    public PaddedMatrix<T> FillOpposite(Triangle triangle, T value)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                if (triangle == Ntk.Native.Triangle.Lower ? j > i : j < i)
                    this[i, j] = value;
            }
        }
        return this;
    }

    /// <summary>Whether the triangle opposite to <paramref name="triangle"/> is still NaN everywhere.</summary>
    public bool OppositeIsNaN(Triangle triangle)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                if ((triangle == Ntk.Native.Triangle.Lower ? j > i : j < i) && !T.IsNaN(this[i, j]))
                    return false;
            }
        }
        return true;
    }

    public bool PaddingIsUntouched()
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int j = Columns; j < Stride; j++)
            {
                if (!T.IsNaN(this[i, j]))
                    return false;
            }
        }
        return true;
    }
}
