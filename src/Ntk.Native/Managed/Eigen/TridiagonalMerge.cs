using System.Numerics;

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

    /// <summary>Coefficients below this are over before a helper thread wakes up.</summary>
    private const int SmallestShared = 64;

    private static readonly double Epsilon = typeof(T) == typeof(float) ? 5.9604644775390625e-8 : 1.1102230246251565e-16;

    /// <summary>Merges in place.</summary>
    /// <param name="values">Eigenvalues of the halves; on return those of the whole, in the order of the rows.</param>
    /// <param name="order">For each half the indices within it by ascending value; on return those of the whole.</param>
    /// <param name="half">Size of the first half.</param>
    /// <param name="beta">The element at the cut.</param>
    /// <param name="rows">Row i is the eigenvector of value i; both off-diagonal blocks are taken as zero.</param>
    /// <param name="scratch">As large as <paramref name="rows"/>.</param>
    public void Merge(Span<double> values, Span<int> order, int half, double beta, MatrixView<T> rows, MatrixView<T> scratch)
    {
        int n = values.Length;
        double[] d = values.ToArray(), z = CutVector(rows, half, beta);
        int[] ascending = MergeOrder(d, order, half);
        Clear(rows.Block(0, half, half, n - half));
        Clear(rows.Block(half, 0, n - half, half));
        var deflation = new Deflation(d, z, ascending, half, 2 * Math.Abs(beta), Epsilon, (i, j, c, s) => Rotate(rows.At(i, 0), rows.At(j, 0), n, c, s));

        int remaining = deflation.Remaining.Count;
        for (int i = 0; i < deflation.Deflated.Count; i++)
            values[remaining + i] = d[deflation.Deflated[i]];
        if (remaining > 0)
            Combine(deflation, d, z, 2 * Math.Abs(beta), half, rows, scratch, values);
        else
            Reorder(deflation.Deflated, rows, scratch);
        for (int i = 0; i < n; i++)
            order[i] = i;
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

    /// <summary>Solves the secular equation and multiplies the old vectors by the coefficients of the new ones.</summary>
    private void Combine(Deflation deflation, double[] d, double[] z, double rho, int half, MatrixView<T> rows, MatrixView<T> scratch, Span<double> values)
    {
        int n = d.Length, count = deflation.Remaining.Count;
        using Workspace.Lease<double> lease = Workspace.Rent<double>(6 * count);
        double* poles = lease.Memory, weights = poles + count, origins = weights + count, shifts = origins + count;
        double* groupedPoles = shifts + count, groupedWeights = groupedPoles + count;
        for (int i = 0; i < count; i++)
        {
            poles[i] = d[deflation.Remaining[i]];
            weights[i] = z[deflation.Remaining[i]];
        }
        int threads = count < SmallestShared ? 1 : blas.Threads;
        var equation = new SecularEquation(kernels, poles, weights, count, 1 / rho);
        ParallelLoop.Run(threads, count, i => (origins[i], shifts[i]) = equation.Root(i));
        double[] exact = new double[count];
        ParallelLoop.Run(threads, count, j => exact[j] = ExactWeight(poles, weights[j], origins, shifts, count, j));
        for (int i = 0; i < count; i++)
            values[i] = origins[i] + shifts[i];

        int[] grouped = [.. Enumerable.Range(0, count).OrderBy(i => deflation.SupportOf(deflation.Remaining[i]))];
        int upperOnly = grouped.Count(i => deflation.SupportOf(deflation.Remaining[i]) == Support.Upper);
        int lowerOnly = grouped.Count(i => deflation.SupportOf(deflation.Remaining[i]) == Support.Lower);
        int upperCount = count - lowerOnly, lowerCount = count - upperOnly;
        for (int g = 0; g < count; g++)
            (groupedPoles[g], groupedWeights[g]) = (poles[grouped[g]], exact[grouped[g]]);

        MatrixView<T> upper = new(scratch.First, upperCount, half, half, 1), lower = new(upper.At(upperCount, 0), lowerCount, n - half, n - half, 1);
        MatrixView<T> deflated = new(lower.At(lowerCount, 0), n - count, n, n, 1);
        for (int g = 0; g < upperCount; g++)
            Packing.Copy(rows.Block(deflation.Remaining[grouped[g]], 0, 1, half), upper.Block(g, 0, 1, half));
        for (int g = 0; g < lowerCount; g++)
            Packing.Copy(rows.Block(deflation.Remaining[grouped[upperOnly + g]], half, 1, n - half), lower.Block(g, 0, 1, n - half));
        for (int i = 0; i < n - count; i++)
            Packing.Copy(rows.Block(deflation.Deflated[i], 0, 1, n), deflated.Block(i, 0, 1, n));
        Packing.Copy(deflated, rows.Block(count, 0, n - count, n));

        using Workspace.Lease<T> chunkLease = Workspace.Rent<T>((nint)Math.Min(ChunkRows, count) * count);
        for (int first = 0; first < count; first += ChunkRows)
        {
            int chunk = Math.Min(ChunkRows, count - first);
            var coefficients = new MatrixView<T>(chunkLease.Memory, chunk, count, count, 1);
            int start = first;
            ParallelLoop.Run(threads, chunk, i => Coefficients(groupedPoles, groupedWeights, origins[start + i], shifts[start + i], coefficients.At(i, 0), count));
            blas.Gemm(T.One, coefficients.Block(0, 0, chunk, upperCount), upper, T.Zero, rows.Block(first, 0, chunk, half));
            blas.Gemm(T.One, coefficients.Block(0, upperOnly, chunk, lowerCount), lower, T.Zero, rows.Block(first, half, chunk, n - half));
        }
    }

    /// <summary>
    /// The element of z for which the computed roots are exact (Löwner's formula). Vectors made from it are orthogonal
    /// even where roots are clustered, which those made from z itself would not be.
    /// </summary>
    private double ExactWeight(double* poles, double weight, double* origins, double* shifts, int count, int j)
    {
        double product = (poles[j] - origins[j] - shifts[j])
            * kernels.SecularRatioProduct(poles, origins, shifts, j, poles[j])
            * kernels.SecularRatioProduct(poles + j + 1, origins + j + 1, shifts + j + 1, count - j - 1, poles[j]);
        return Math.CopySign(Math.Sqrt(Math.Abs(product)), weight);
    }

    /// <summary>One new vector in terms of the old ones, with norm 1.</summary>
    private void Coefficients(double* poles, double* weights, double origin, double shift, T* row, int count)
    {
        using Workspace.Lease<double> lease = Workspace.Rent<double>(count);
        double scale = 1 / Math.Sqrt(kernels.SecularVector(poles, weights, count, origin, shift, lease.Memory));
        for (int i = 0; i < count; i++)
            row[i] = T.CreateTruncating(lease.Memory[i] * scale);
    }

    private static void Reorder(List<int> order, MatrixView<T> rows, MatrixView<T> scratch)
    {
        var copy = new MatrixView<T>(scratch.First, rows.Rows, rows.Columns, rows.Columns, 1);
        Packing.Copy(rows, copy);
        for (int i = 0; i < order.Count; i++)
            Packing.Copy(copy.Block(order[i], 0, 1, rows.Columns), rows.Block(i, 0, 1, rows.Columns));
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
            System.Runtime.InteropServices.NativeMemory.Clear(block.At(row, 0), (nuint)block.Columns * (nuint)sizeof(T));
    }
}
