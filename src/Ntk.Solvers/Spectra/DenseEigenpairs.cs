using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>Eigenpairs from the matrix itself, which its product with the identity gives.</summary>
internal static class DenseEigenpairs
{
    public static Eigenpairs<T> Find<T>(ISymmetricOperator<T> matrix, int count, SpectrumEnd end, LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = matrix.Order;
        var scaled = new ScaledOperator<T>(matrix);
        using var identity = new GramMatrix<T>(n, n);
        for (int i = 0; i < n; i++)
            identity[i, i] = T.One;
        using GramMatrix<T> vectors = scaled.Products(identity.AsMatrix());
        var all = new T[n];
        library.Syevd(vectors.AsMatrix(), all.AsSpan());

        using var chosen = new GramMatrix<T>(count, n);
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            int index = end == SpectrumEnd.Largest ? n - 1 - i : i;
            values[i] = double.CreateTruncating(all[index]);
            vectors.Row(index).CopyTo(chosen.Row(i));
        }

        using GramMatrix<T> products = scaled.Products(chosen.AsMatrix());
        return RitzPairs.Result(scaled, values, RitzPairs.Residuals<T>(values, chosen, products), chosen);
    }
}
