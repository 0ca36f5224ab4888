using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Tests.Engine.Images;

/// <summary>How far a kernel matrix is from another, in the golden cases' measure |v − v*| / √(v*(x,x)·v*(x′,x′)).</summary>
internal static class KernelError
{
    /// <summary>The largest error of a matrix, given the true kernels of the rows and of the columns with themselves; infinite where an entry is not finite.</summary>
    public static double Largest<T>(GramMatrix<T> actual, double[,] expected, IReadOnlyList<double> rows, IReadOnlyList<double> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.That((actual.Rows, actual.Columns), Is.EqualTo((expected.GetLength(0), expected.GetLength(1))), "shape");
        double largest = 0;
        for (int i = 0; i < actual.Rows; i++)
        {
            for (int j = 0; j < actual.Columns; j++)
            {
                double got = double.CreateTruncating(actual[i, j]);
                double error = got == expected[i, j] ? 0 : Math.Abs(got - expected[i, j]) / (Math.Sqrt(rows[i]) * Math.Sqrt(columns[j]));
                largest = Math.Max(largest, double.IsNaN(error) ? double.PositiveInfinity : error);
            }
        }

        return largest;
    }

    /// <summary>The largest error of a symmetric matrix against another, whose diagonal it takes.</summary>
    public static double Largest<T, TOther>(GramMatrix<T> actual, GramMatrix<TOther> expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        double[,] values = ToArray(expected);
        double[] diagonal = [.. Enumerable.Range(0, expected.Rows).Select(i => values[i, i])];
        return Largest(actual, values, diagonal, diagonal);
    }

    public static double[,] ToArray<T>(GramMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new double[matrix.Rows, matrix.Columns];
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
                values[i, j] = double.CreateTruncating(matrix[i, j]);
        }

        return values;
    }
}
