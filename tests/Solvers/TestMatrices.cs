using Ntk.Engine.Gram;

namespace Ntk.Tests.Solvers;

/// <summary>Symmetric matrices of which something is known.</summary>
internal static class TestMatrices
{
    /// <summary>Q·diag·Qᵀ with Q a product of random reflections, formed in plain loops.</summary>
    public static GramMatrix<double> WithEigenvalues(double[] eigenvalues, int seed)
    {
        int n = eigenvalues.Length;
        var random = new Random(seed);
        var matrix = new double[n, n];
        for (int i = 0; i < n; i++)
            matrix[i, i] = eigenvalues[i];
        for (int reflection = 0; reflection < 3; reflection++)
        {
            double[] v = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
            double square = v.Sum(value => value * value);
            Reflect((i, j) => ref matrix[i, j], v, square);
            Reflect((i, j) => ref matrix[j, i], v, square);
        }

        var result = new GramMatrix<double>(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                result[i, j] = (matrix[i, j] + matrix[j, i]) / 2;
        }

        return result;
    }

    /// <summary>Eigenvalues from 1 down to 1/condition, evenly on a logarithmic scale.</summary>
    public static double[] Geometric(int n, double condition) =>
        [.. Enumerable.Range(0, n).Select(i => Math.Pow(condition, -(double)i / Math.Max(1, n - 1)))];

    public static GramMatrix<double> Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new GramMatrix<double>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                matrix[i, j] = random.NextDouble() - 0.5;
        }

        return matrix;
    }

    /// <summary>‖b − A·x‖∞ / (‖A‖∞·‖x‖∞ + ‖b‖∞), the largest over the columns, with residuals in decimal arithmetic of 28 digits.</summary>
    public static double BackwardError(GramMatrix<double> a, GramMatrix<double> x, GramMatrix<double> b)
    {
        double norm = Enumerable.Range(0, a.Rows).Max(i => Enumerable.Range(0, a.Rows).Sum(j => Math.Abs(a[i, j])));
        double worst = 0;
        for (int column = 0; column < b.Columns; column++)
        {
            double residual = 0, size = 0, right = 0;
            for (int i = 0; i < a.Rows; i++)
            {
                decimal sum = Exact(b[i, column]);
                for (int j = 0; j < a.Rows; j++)
                    sum -= Exact(a[i, j]) * Exact(x[j, column]);
                residual = Math.Max(residual, (double)Math.Abs(sum));
                size = Math.Max(size, Math.Abs(x[i, column]));
                right = Math.Max(right, Math.Abs(b[i, column]));
            }

            worst = Math.Max(worst, residual / (norm * size + right));
        }

        return worst;
    }

    /// <summary>A conversion that keeps more digits than the cast, which rounds to 15.</summary>
    private static decimal Exact(double value)
    {
        double high = Math.Round(value * 1048576) / 1048576;
        double rest = value - high;
        return (decimal)high + (decimal)(rest * 1099511627776) / 1099511627776m;
    }

    private delegate ref double Entry(int i, int j);

    private static void Reflect(Entry entry, double[] v, double square)
    {
        for (int j = 0; j < v.Length; j++)
        {
            double product = 0;
            for (int i = 0; i < v.Length; i++)
                product += v[i] * entry(i, j);
            for (int i = 0; i < v.Length; i++)
                entry(i, j) -= 2 * product / square * v[i];
        }
    }
}
