using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Bench;

/// <summary>Entries of both kernels, row-major.</summary>
internal sealed record KernelValues(double[] Nngp, double[] Ntk)
{
    public static KernelValues Of<T>(GramResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Entries(result.Nngp), Entries(result.Ntk));

    /// <summary>The first entries of the first rows.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many of each row.</param>
    /// <param name="width">How many a row has.</param>
    public KernelValues Leading(int rows, int columns, int width)
    {
        return new(Part(Nngp), Part(Ntk));

        double[] Part(double[] entries) => [.. Enumerable.Range(0, rows).SelectMany(row => entries[(row * width)..(row * width + columns)])];
    }

    private static double[] Entries<T>(GramMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] entries = new double[matrix.Rows * matrix.Columns];
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < matrix.Columns; column++)
                entries[row * matrix.Columns + column] = double.CreateTruncating(matrix[row, column]);
        }

        return entries;
    }
}

/// <summary>The largest errors, relative to the root of the product of the diagonal's entries; NaN where an entry is.</summary>
/// <param name="Nngp">Of K.</param>
/// <param name="Ntk">Of Θ.</param>
internal sealed record KernelErrors(double Nngp, double Ntk);

/// <summary>Kernels to compare with.</summary>
/// <param name="Values">The entries.</param>
/// <param name="First">The kernels of the first inputs with themselves.</param>
/// <param name="Second">The kernels of the second inputs with themselves.</param>
internal sealed record ExactKernels(KernelValues Values, KernelDiagonal First, KernelDiagonal Second)
{
    /// <summary>The largest |v − v*| / √(v*(x,x)·v*(x',x')).</summary>
    /// <param name="actual">v.</param>
    /// <param name="isSingle">Whether v is in float: entries beyond its range are left out.</param>
    public KernelErrors ErrorsOf(KernelValues actual, bool isSingle) => new(
        Largest(actual.Nngp, Values.Nngp, First.Nngp, Second.Nngp, isSingle), Largest(actual.Ntk, Values.Ntk, First.Ntk, Second.Ntk, isSingle));

    private static double Largest(double[] actual, double[] exact, IReadOnlyList<double> first, IReadOnlyList<double> second, bool isSingle)
    {
        double largest = 0;
        for (int i = 0; i < first.Count; i++)
        {
            for (int j = 0; j < second.Count; j++)
            {
                double want = exact[i * second.Count + j], got = actual[i * second.Count + j];
                bool isOutOfRange = isSingle && want != 0 && (!float.IsNormal((float)want) || !float.IsFinite((float)want));
                if (got != want && !isOutOfRange)
                    largest = Math.Max(largest, Math.Abs(got - want) / (Math.Sqrt(first[i]) * Math.Sqrt(second[j])));
            }
        }

        return largest;
    }
}
