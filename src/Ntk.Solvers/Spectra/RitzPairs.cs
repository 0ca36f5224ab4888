using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>Approximate eigenvalues and eigenvectors, and how good they are. Vectors are rows.</summary>
internal static class RitzPairs
{
    /// <summary>products ← products − value·vector, vector by vector.</summary>
    /// <returns>The norms of what is left.</returns>
    public static double[] Residuals<T>(ReadOnlySpan<double> values, GramMatrix<T> vectors, GramMatrix<T> products)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var norms = new double[values.Length];
        for (int i = 0; i < norms.Length; i++)
        {
            Span<T> rest = products.Row(i);
            TensorPrimitives.MultiplyAdd(vectors.Row(i), T.CreateTruncating(-values[i]), rest, rest);
            norms[i] = OrthonormalRows<T>.Norm(rest);
        }

        return norms;
    }

    /// <summary>The pairs in the scale of the given matrix.</summary>
    /// <exception cref="EigenvalueOverflowException">A value is too large for the type.</exception>
    public static Eigenpairs<T> Result<T>(ScaledOperator<T> matrix, double[] values, double[] residuals, GramMatrix<T> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] unscaled = Array.ConvertAll(values, matrix.Unscaled);
        int overflow = Array.FindIndex(unscaled, value => !T.IsFinite(T.CreateTruncating(value)));
        if (overflow >= 0)
            throw new EigenvalueOverflowException(overflow, matrix.Order, typeof(T));
        return new(unscaled, Array.ConvertAll(residuals, matrix.Unscaled), Columns.Transposed<T>(vectors.AsMatrix()), matrix.Steps);
    }
}
