using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Solvers.Spectra;

/// <summary>Some eigenvalues of a symmetric matrix with their eigenvectors. Dispose it to free the vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Eigenpairs<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] values;
    private readonly double[] residuals;

    internal Eigenpairs(double[] values, double[] residuals, GramMatrix<T> vectors, int steps)
    {
        this.values = values;
        this.residuals = residuals;
        Vectors = vectors;
        Steps = steps;
    }

    /// <summary>The eigenvalues, the outermost first: descending from the largest, or ascending from the smallest.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>‖A·v − λ·v‖₂ of each, from a product of its own: within that distance of λ there is an eigenvalue.</summary>
    public ReadOnlySpan<double> Residuals => residuals;

    /// <summary>n × count: column i is the vector of value i. The columns are orthonormal.</summary>
    public GramMatrix<T> Vectors { get; }

    /// <summary>Products with the matrix, of many vectors each.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public void Dispose() => Vectors.Dispose();
}
