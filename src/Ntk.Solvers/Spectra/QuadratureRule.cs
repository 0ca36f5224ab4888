using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>The Gauss rule of a Lanczos recurrence: its nodes are the eigenvalues of the tridiagonal matrix, its weights the squares of the vectors' first elements.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="weights">The weights, which add up to 1.</param>
internal sealed class QuadratureRule(double[] nodes, double[] weights)
{
    public double Smallest => nodes.Min();

    public double Largest => nodes.Max();

    /// <summary>Golub and Welsch 1969.</summary>
    public static QuadratureRule Of(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, Func<double, double> unscale, LinearAlgebra library)
    {
        int n = diagonal.Length;
        var vectors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            vectors[i * n + i] = diagonal[i];
            if (i > 0)
                vectors[i * n + i - 1] = beside[i - 1];
        }

        var nodes = new double[n];
        library.Syevd<double>(new(vectors, n, n), nodes);
        var weights = new double[n];
        for (int i = 0; i < n; i++)
            weights[i] = vectors[i * n] * vectors[i * n];
        return new(Array.ConvertAll(nodes, node => unscale(node)), weights);
    }

    /// <summary>The integral of a function.</summary>
    public double Integral(Func<double, double> function)
    {
        double sum = 0;
        for (int i = 0; i < nodes.Length; i++)
            sum += weights[i] * function(nodes[i]);
        return sum;
    }
}
