using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>A factorisation of a symmetric positive (semi)definite matrix A of order n, which the factor has taken the place of.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ISymmetricFactor<T> : IFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Solves <c>A·X = B</c>.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    void Solve(MatrixSpan<T> b);
}

/// <summary>What follows from any factorisation.</summary>
internal static class SymmetricFactorExtensions
{
    private const int BlockColumns = 128;

    /// <summary>The diagonal of A⁻¹: the squared lengths of the columns of W, block after block, in 2n³ operations or fewer.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="cancellation">Stops the work between two blocks.</param>
    public static double[] InverseDiagonal<T>(this ISymmetricFactor<T> factor, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inverse = new double[factor.Order];
        for (int first = 0; first < factor.Order; first += BlockColumns)
        {
            cancellation.ThrowIfCancellationRequested();
            using var block = new GramMatrix<T>(factor.Order, Math.Min(BlockColumns, factor.Order - first));
            for (int i = 0; i < block.Columns; i++)
                block[first + i, i] = T.One;
            factor.Whiten(block.AsMatrix());
            Iterative.Columns.AddProducts<T>(block.AsMatrix(), block.AsMatrix(), inverse.AsSpan(first, block.Columns));
        }

        return inverse;
    }
}
