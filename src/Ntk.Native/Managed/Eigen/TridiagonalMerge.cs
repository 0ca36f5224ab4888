using System.Numerics;
using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

/// <summary>
/// Merges the eigenvectors of two halves of a tridiagonal matrix that were cut apart at an off-diagonal element β: the whole
/// is <c>Q·(D + 2|β|·z·zᵀ)·Qᵀ</c>, where z is made of the two rows of Q at the cut.
/// </summary>
/// <param name="blas">Multiplies the vectors, on its threads.</param>
/// <param name="kernels">The loops over poles.</param>
internal sealed unsafe class TridiagonalMerge<T>(ManagedBlas<T> blas, Kernels<double> kernels)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>New vectors computed at a time; bounds the scratch memory for their coefficients.</summary>
    private const int ChunkRows = 512;

    private static readonly double Epsilon = UnitRoundoff.Of<T>();

    /// <summary>Merges in place.</summary>
    /// <param name="values">Eigenvalues of the halves; on return those of the whole, in the order of the rows.</param>
    /// <param name="order">For each half the indices within it by ascending value; on return those of the whole.</param>
    /// <param name="half">Size of the first half.</param>
    /// <param name="beta">The element at the cut.</param>
    /// <param name="rows">Row i is the eigenvector of value i; both off-diagonal blocks are taken as zero.</param>
    /// <param name="scratch">As large as <paramref name="rows"/>.</param>
    public void Merge(Span<double> values, Span<int> order, int half, double beta, MatrixView<T> rows, T* scratch)
    {
        int n = values.Length;
        double[] d = values.ToArray(), z = CutVector(rows, half, beta);
        double rho = 2 * Math.Abs(beta);
        Clear(rows.Block(0, half, half, n - half));
        Clear(rows.Block(half, 0, n - half, half));
        var deflation = new Deflation(d, z, MergeOrder(d, order, half), half, rho, Epsilon, (i, j, c, s) => Rotate(rows.At(i, 0), rows.At(j, 0), n, c, s));

        int[] remaining = [.. deflation.Remaining];
        SecularRoots? roots = remaining.Length == 0 ? null
            : new(kernels, blas.Threads, [.. remaining.Select(index => d[index])], [.. remaining.Select(index => z[index])], 1 / rho);
        for (int i = 0; i < n; i++)
        {
            values[i] = i < remaining.Length ? roots![i] : d[deflation.Deflated[i - remaining.Length]];
            order[i] = i;
        }
        CombineVectors(deflation, d, roots, half, rows, scratch);
        values.ToArray().AsSpan().Sort(order);
    }

    /// <summary>The rows of Q at the cut, which are columns here, with norm 1.</summary>
    private static double[] CutVector(MatrixView<T> rows, int half, double beta)
    {
        double[] z = new double[rows.Rows];
        for (int i = 0; i < z.Length; i++)
            z[i] = double.CreateTruncating(i < half ? rows[i, half - 1] : rows[i, half]) * Math.Sqrt(0.5) * (i >= half && beta < 0 ? -1 : 1);
        return z;
    }

    private static int[] MergeOrder(double[] d, ReadOnlySpan<int> order, int half)
    {
        int[] merged = new int[d.Length];
        int left = 0, right = half;
        for (int i = 0; i < merged.Length; i++)
        {
            bool takesLeft = right == d.Length || left < half && d[order[left]] <= d[half + order[right]];
            merged[i] = takesLeft ? order[left++] : half + order[right++];
        }
        return merged;
    }

    /// <summary>
    /// Replaces the vectors by those of the roots, followed by the deflated ones. Old vectors are gathered by where they are
    /// not zero, so that each half of the new ones is a product with those that contribute to it.
    /// </summary>
    private void CombineVectors(Deflation deflation, double[] d, SecularRoots? roots, int half, MatrixView<T> rows, T* scratch)
    {
        int n = d.Length, count = roots?.Count ?? 0;
        int[] grouped = [.. Enumerable.Range(0, count).OrderBy(i => deflation.SupportOf(deflation.Remaining[i]))];
        int upperOnly = grouped.Count(i => deflation.SupportOf(deflation.Remaining[i]) == Support.Upper);
        int upperCount = grouped.Count(i => deflation.SupportOf(deflation.Remaining[i]) != Support.Lower), lowerCount = count - upperOnly;
        IEnumerable<int> sources = grouped.Select(i => deflation.Remaining[i]);
        MatrixView<T> upper = Gather(rows, sources.Take(upperCount), 0, half, scratch);
        MatrixView<T> lower = Gather(rows, sources.Skip(upperOnly), half, n - half, upper.At(upperCount, 0));
        MatrixView<T> deflated = Gather(rows, deflation.Deflated, 0, n, lower.At(lowerCount, 0));
        Packing.Copy(deflated, rows.Block(count, 0, n - count, n));
        if (roots is null)
            return;

        double[] poles = [.. sources.Select(index => d[index])], weights = [.. grouped.Select(i => roots.Weights[i])];
        using Workspace.Lease<T> lease = Workspace.Rent<T>((nint)Math.Min(ChunkRows, count) * count);
        for (int first = 0; first < count; first += ChunkRows)
        {
            var coefficients = new MatrixView<T>(lease.Memory, Math.Min(ChunkRows, count - first), count, count, 1);
            FillCoefficients(roots, first, poles, weights, coefficients);
            blas.Gemm(T.One, coefficients.Block(0, 0, coefficients.Rows, upperCount), upper, T.Zero, rows.Block(first, 0, coefficients.Rows, half));
            blas.Gemm(T.One, coefficients.Block(0, upperOnly, coefficients.Rows, lowerCount), lower, T.Zero, rows.Block(first, half, coefficients.Rows, n - half));
        }
    }

    /// <summary>The new vectors from <paramref name="first"/> on in terms of the old ones, each with norm 1.</summary>
    private static void FillCoefficients(SecularRoots roots, int first, double[] poles, double[] weights, MatrixView<T> coefficients) =>
        ParallelLoop.Run(roots.Threads, (int)coefficients.Rows, row =>
        {
            using Workspace.Lease<double> vector = Workspace.Rent<double>(roots.Count);
            double scale = 1 / Math.Sqrt(roots.Vector(first + row, poles, weights, vector.Memory));
            T* target = coefficients.At(row, 0);
            for (int i = 0; i < roots.Count; i++)
                target[i] = T.CreateTruncating(vector.Memory[i] * scale);
        });

    /// <summary>Copies a part of some rows, one below the other.</summary>
    private static MatrixView<T> Gather(MatrixView<T> rows, IEnumerable<int> indices, int firstColumn, int columns, T* destination)
    {
        int count = 0;
        foreach (int index in indices)
            Packing.Copy(rows.Block(index, firstColumn, 1, columns), new MatrixView<T>(destination + (nint)count++ * columns, 1, columns, columns, 1));
        return new(destination, count, columns, columns, 1);
    }

    private static void Rotate(T* x, T* y, nint count, double cosine, double sine)
    {
        T c = T.CreateTruncating(cosine), s = T.CreateTruncating(sine);
        for (nint i = 0; i < count; i++)
            (x[i], y[i]) = (c * x[i] + s * y[i], c * y[i] - s * x[i]);
    }

    private static void Clear(MatrixView<T> block)
    {
        for (nint row = 0; row < block.Rows; row++)
            NativeMemory.Clear(block.At(row, 0), (nuint)block.Columns * (nuint)sizeof(T));
    }
}
