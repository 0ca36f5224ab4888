using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen; Gu and Eisenstat). The
/// numbers of the tridiagonal problem are double for both element types; only the vectors are T.
/// </summary>
internal sealed unsafe class TridiagonalEigensolver<T>(ManagedBlas<T> blas, KernelProfile profile)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Order up to which the QL iteration is faster than dividing.</summary>
    private const int Leaf = 32;

    private readonly Kernels<double> kernels = Kernels<double>.For(profile);
    private readonly List<(int First, int End)> leaves = [];
    private readonly List<List<(int First, int Cut, int End)>> levels = [];

    /// <summary>Solves for values and vectors.</summary>
    /// <param name="d">The diagonal; on return the values, in the order of <paramref name="rows"/>.</param>
    /// <param name="e">The elements beside it; destroyed.</param>
    /// <param name="order">On return the indices by ascending value.</param>
    /// <param name="rows">n × n with unit column stride; on return row i is the vector of value i.</param>
    /// <param name="scratch">n × n elements.</param>
    /// <returns>How many values did not converge.</returns>
    public int Solve(double* d, double* e, int[] order, MatrixView<T> rows, T* scratch)
    {
        Divide(0, order.Length, 0);
        foreach ((int _, int cut, int _) in levels.SelectMany(level => level))
        {
            d[cut - 1] -= Math.Abs(e[cut - 1]);
            d[cut] -= Math.Abs(e[cut - 1]);
        }
        int failures = 0;
        ParallelLoop.Run(blas.Threads, leaves.Count, leaf =>
        {
            (int first, int end) = leaves[leaf];
            int failed = SolveLeaf(d + first, e + first, order.AsSpan(first..end), rows.Block(first, first, end - first, end - first));
            if (failed > 0)
                Interlocked.Add(ref failures, failed);
        });
        if (failures > 0)
            return failures;
        for (int depth = levels.Count - 1; depth >= 0; depth--)
            MergeLevel(levels[depth], d, e, order, rows, scratch);
        return 0;
    }

    private void Divide(int first, int end, int depth)
    {
        if (end - first <= Leaf)
        {
            leaves.Add((first, end));
            return;
        }
        if (levels.Count == depth)
            levels.Add([]);
        int cut = first + (end - first) / 2;
        levels[depth].Add((first, cut, end));
        Divide(first, cut, depth + 1);
        Divide(cut, end, depth + 1);
    }

    private static int SolveLeaf(double* d, double* e, Span<int> order, MatrixView<T> rows)
    {
        int n = order.Length;
        double* vectors = stackalloc double[Leaf * Leaf], beside = stackalloc double[Leaf], values = stackalloc double[Leaf];
        for (int i = 0; i < n; i++)
        {
            beside[i] = i < n - 1 ? e[i] : 0;
            order[i] = i;
            for (int j = 0; j < n; j++)
                vectors[i * n + j] = i == j ? 1 : 0;
        }
        int failed = (int)TridiagonalQl.Solve(d, beside, n, vectors);
        for (int i = 0; i < n; i++)
        {
            values[i] = d[i];
            for (int j = 0; j < n; j++)
                rows[i, j] = T.CreateTruncating(vectors[i * n + j]);
        }
        new Span<double>(values, n).Sort(order);
        return failed;
    }

    /// <summary>Many merges share the threads among them; few merges use all threads one after the other.</summary>
    private void MergeLevel(List<(int First, int Cut, int End)> level, double* d, double* e, int[] order, MatrixView<T> rows, T* scratch)
    {
        bool sharesMerges = level.Count >= blas.Threads;
        var merge = new TridiagonalMerge<T>(sharesMerges ? blas.WithThreads(1) : blas, kernels);
        ParallelLoop.Run(sharesMerges ? blas.Threads : 1, level.Count, index =>
        {
            (int first, int cut, int end) = level[index];
            int n = end - first;
            merge.Merge(
                new Span<double>(d + first, n), order.AsSpan(first, n), cut - first, e[cut - 1],
                rows.Block(first, first, n, n), scratch + first * rows.Rows);
        });
    }
}
