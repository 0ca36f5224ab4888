using Ntk.Engine.Gram;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Ensembles;

/// <summary>Least squares with weights of at least 0 that add up to 1.</summary>
internal static class SimplexLeastSquares
{
    // Decides between members that are equal to rounding: the more even weights win.
    private const double Evenness = 1e-9;
    private const double SlopeTolerance = 1e-12;

    /// <summary>
    /// Minimises <c>wᵀQw</c>. By the Karush–Kuhn–Tucker conditions w is proportional to the v ≥ 0 that minimises <c>½vᵀQv − Σv</c>, which the active-set method of Lawson and
    /// Hanson (Solving Least Squares Problems, 1974, chapter 23) finds in finitely many steps.
    /// </summary>
    /// <param name="q">Symmetric, positive semidefinite.</param>
    public static IReadOnlyList<double> Minimise(double[,] q)
    {
        int n = q.GetLength(0);
        double scale = Enumerable.Range(0, n).Max(i => q[i, i]);
        if (scale == 0)
            return EnsembleWeights.Equal(n);
        var matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i, j] = q[i, j] / scale + (i == j ? Evenness : 0);
        }

        var v = new double[n];
        var isFree = new bool[n];
        for (int step = 0; step < 10 * n; step++)
        {
            int next = Enumerable.Range(0, n).Where(i => !isFree[i]).OrderByDescending(i => Slope(matrix, v, i)).FirstOrDefault(-1);
            if (next < 0 || Slope(matrix, v, next) <= SlopeTolerance)
                break;
            isFree[next] = true;
            MoveToMinimum(matrix, v, isFree);
        }

        return EnsembleWeights.Normalised(v, n);
    }

    /// <summary>How fast the sum gains over the quadratic form.</summary>
    private static double Slope(double[,] q, double[] v, int i) => 1 - Enumerable.Range(0, v.Length).Sum(j => q[i, j] * v[j]);

    /// <summary>Goes to the minimum over the free weights, fixing those at 0 that would fall below.</summary>
    private static void MoveToMinimum(double[,] q, double[] v, bool[] isFree)
    {
        while (true)
        {
            int[] free = [.. Enumerable.Range(0, v.Length).Where(i => isFree[i])];
            double[] minimum = Solve(q, free);
            if (Array.TrueForAll(minimum, value => value > 0))
            {
                for (int i = 0; i < free.Length; i++)
                    v[free[i]] = minimum[i];
                return;
            }

            double share = 1;
            for (int i = 0; i < free.Length; i++)
            {
                if (minimum[i] <= 0)
                    share = Math.Min(share, v[free[i]] / (v[free[i]] - minimum[i]));
            }

            for (int i = 0; i < free.Length; i++)
            {
                bool isStop = minimum[i] <= 0 && v[free[i]] / (v[free[i]] - minimum[i]) <= share;
                v[free[i]] = isStop ? 0 : v[free[i]] + share * (minimum[i] - v[free[i]]);
                isFree[free[i]] = !isStop;
            }
        }
    }

    private static double[] Solve(double[,] q, int[] free)
    {
        var matrix = new GramMatrix<double>(free.Length, free.Length);
        using var solution = new GramMatrix<double>(free.Length, 1);
        for (int i = 0; i < free.Length; i++)
        {
            solution[i, 0] = 1;
            for (int j = 0; j < free.Length; j++)
                matrix[i, j] = q[free[i], free[j]];
        }

        using CholeskyFactor<double> factor = CholeskyFactor<double>.Factor(matrix, Ridge.Absolute(0), Jitter.Growing(Evenness));
        factor.Solve(solution.AsMatrix());
        return [.. Enumerable.Range(0, free.Length).Select(i => solution[i, 0])];
    }
}
