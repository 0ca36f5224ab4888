using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>An orthonormal basis V of a space, the products A·V, and the projection H = Vᵀ·A·V. Vectors are rows.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class SearchSpace<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ScaledOperator<T> matrix;
    private readonly LinearAlgebra library;
    private readonly OrthonormalRows<T> basis;
    private readonly GramMatrix<T> products;
    private readonly GramMatrix<double> projection;
    private double[][] ritz = [];
    private double[][] lastRitz = [];
    private int multiplied;

    public SearchSpace(ScaledOperator<T> matrix, int capacity, LinearAlgebra library)
    {
        this.matrix = matrix;
        this.library = library;
        basis = new(capacity, matrix.Order, library);
        products = new(capacity, matrix.Order);
        projection = new(capacity, capacity);
    }

    public int Count => basis.Count;

    public void Dispose()
    {
        basis.Dispose();
        products.Dispose();
        projection.Dispose();
    }

    /// <summary>Adds what a vector has beside the basis; nothing if it depends on that.</summary>
    public void TryAdd(Span<T> vector) => basis.TryAdd(vector, out _);

    /// <summary>Multiplies by A what was added to the basis.</summary>
    public void Multiply()
    {
        int added = Count - multiplied;
        using GramMatrix<T> block = matrix.Products(basis.Part(multiplied, added)), overlaps = new GramMatrix<T>(Count, added);
        for (int i = 0; i < added; i++)
            block.Row(i).CopyTo(products.Row(multiplied + i));
        library.Gemm<T>(T.One, basis.Rows, Transpose.No, block.AsMatrix(), Transpose.Yes, T.Zero, overlaps.AsMatrix());
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < added; j++)
                projection[i, multiplied + j] = projection[multiplied + j, i] = double.CreateTruncating(overlaps[i, j]);
        }

        multiplied = Count;
    }

    /// <summary>Finds the outermost Ritz pairs.</summary>
    /// <returns>Their values, the outermost first.</returns>
    public double[] Project(SpectrumEnd end, int kept)
    {
        using var vectors = new GramMatrix<double>(Count, Count);
        for (int i = 0; i < Count; i++)
            projection.Row(i)[..Count].CopyTo(vectors.Row(i));
        var values = new double[Count];
        library.Syevd(vectors.AsMatrix(), values.AsSpan());
        int[] chosen = [.. Enumerable.Range(0, kept).Select(i => end == SpectrumEnd.Largest ? Count - 1 - i : i)];
        lastRitz = ritz;
        ritz = [.. chosen.Select(index => vectors.Row(index).ToArray())];
        return [.. chosen.Select(index => values[index])];
    }

    /// <summary>The vectors of the last projection, to be disposed of.</summary>
    public GramMatrix<T> RitzVectors() => Combine(ritz, basis.Rows);

    /// <summary>A times them, to be disposed of.</summary>
    public GramMatrix<T> RitzProducts() => Combine(ritz, products.AsMatrix().Block(0, 0, Count, matrix.Order));

    /// <summary>Keeps the Ritz vectors of the last two projections only.</summary>
    public void Compress()
    {
        double[][] kept = Orthonormal(ritz.Concat(lastRitz), Count);
        using GramMatrix<T> vectors = Combine(kept, basis.Rows), images = Combine(kept, products.AsMatrix().Block(0, 0, Count, matrix.Order));
        using GramMatrix<double> coefficients = Matrix<double>(kept), half = new(kept.Length, Count), projected = new(kept.Length, kept.Length);
        library.Gemm<double>(1, coefficients.AsMatrix(), Transpose.No, projection.AsMatrix().Block(0, 0, Count, Count), Transpose.No, 0, half.AsMatrix());
        library.Gemm<double>(1, half.AsMatrix(), Transpose.No, coefficients.AsMatrix(), Transpose.Yes, 0, projected.AsMatrix());
        basis.Replace(vectors);
        for (int i = 0; i < kept.Length; i++)
        {
            images.Row(i).CopyTo(products.Row(i));
            projected.Row(i).CopyTo(projection.Row(i));
        }

        // In the new basis the Ritz vectors come first.
        ritz = [.. Enumerable.Range(0, ritz.Length).Select(i => Unit(i, kept.Length))];
        lastRitz = [];
        multiplied = Count;
    }

    /// <summary>Begins anew with some vectors, orthonormal but for rounding errors, and forgets all products.</summary>
    public void Restart(GramMatrix<T> vectors)
    {
        basis.Clear();
        for (int i = 0; i < vectors.Rows; i++)
            basis.TryAdd(vectors.Row(i), out _);
        ritz = lastRitz = [];
        multiplied = 0;
    }

    /// <summary>An orthonormal basis, in its order, of vectors of which each is as long as the space was large when it was found.</summary>
    private static double[][] Orthonormal(IEnumerable<double[]> vectors, int length)
    {
        const double Dependent = 1e-8;
        var rows = new List<double[]>();
        foreach (double[] vector in vectors)
        {
            double[] row = [.. vector, .. new double[length - vector.Length]];
            double norm = 1;
            for (int pass = 0; pass < 2 && norm > Dependent; pass++)
            {
                foreach (double[] other in rows)
                {
                    double overlap = Dot(other, row);
                    for (int i = 0; i < length; i++)
                        row[i] -= overlap * other[i];
                }

                norm = Math.Sqrt(Dot(row, row));
                row = norm > Dependent ? Array.ConvertAll(row, value => value / norm) : row;
            }

            if (norm > Dependent)
                rows.Add(row);
        }

        return [.. rows];
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Unit(int index, int length)
    {
        var vector = new double[length];
        vector[index] = 1;
        return vector;
    }

    private static GramMatrix<TElement> Matrix<TElement>(double[][] rows)
        where TElement : unmanaged, IBinaryFloatingPointIeee754<TElement>
    {
        var matrix = new GramMatrix<TElement>(rows.Length, rows[0].Length);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
                matrix[i, j] = TElement.CreateTruncating(rows[i][j]);
        }

        return matrix;
    }

    private GramMatrix<T> Combine(double[][] coefficients, ReadOnlyMatrixSpan<T> rows)
    {
        using GramMatrix<T> factors = Matrix<T>(coefficients);
        var combined = new GramMatrix<T>(coefficients.Length, matrix.Order);
        library.Gemm<T>(T.One, factors.AsMatrix(), Transpose.No, rows, Transpose.No, T.Zero, combined.AsMatrix());
        return combined;
    }
}
