using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Iterative;

/// <summary>The inverse by a factor, perhaps of lower precision. Each column is scaled to its range.</summary>
/// <typeparam name="T">The precision of the vectors.</typeparam>
/// <typeparam name="TFactor">That of the factor.</typeparam>
/// <param name="factor">The factor; stays the caller's.</param>
public sealed class FactorPreconditioner<T, TFactor>(ISymmetricFactor<TFactor> factor) : IPreconditioner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFactor : unmanaged, IBinaryFloatingPointIeee754<TFactor>
{
    /// <inheritdoc/>
    public void Apply(MatrixSpan<T> r)
    {
        int columns = checked((int)r.Columns);
        using var copy = new GramMatrix<TFactor>(factor.Order, columns);

        // Powers of two, so that nothing is rounded but by the factor's precision.
        double[] norms = BackwardError.ColumnNorms<T>(r);
        int[] exponents = Array.ConvertAll(norms, norm => norm > 0 && double.IsFinite(norm) ? Math.ILogB(norm) : 0);
        for (int row = 0; row < factor.Order; row++)
        {
            Span<TFactor> target = copy.Row(row);
            ReadOnlySpan<T> source = r.Row(row);
            for (int column = 0; column < columns; column++)
                target[column] = TFactor.CreateTruncating(T.ScaleB(source[column], -exponents[column]));
        }

        factor.Solve(copy.AsMatrix());
        for (int row = 0; row < factor.Order; row++)
        {
            Span<T> target = r.Row(row);
            ReadOnlySpan<TFactor> source = copy.Row(row);
            for (int column = 0; column < columns; column++)
                target[column] = T.ScaleB(T.CreateTruncating(source[column]), exponents[column]);
        }
    }
}
