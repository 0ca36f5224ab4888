using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// The diagonal scaling S·A·S by powers of two that brings the diagonal to [½, 2]: no entry of a positive definite matrix is larger then, and its digits stay. Within
/// the dimension of the smallest condition number any such scaling reaches (van der Sluis 1969).
/// </summary>
internal static class Equilibration
{
    /// <summary>Scales a symmetric matrix in place.</summary>
    /// <param name="matrix">n × n, both triangles filled.</param>
    /// <returns>The diagonal of S.</returns>
    /// <exception cref="NotPositiveDefiniteException">A diagonal entry is not positive.</exception>
    public static T[] Apply<T>(GramMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] diagonal = matrix.CopyDiagonal();
        int negative = Array.FindIndex(diagonal, value => !(value > T.Zero));
        if (negative >= 0)
            throw new NotPositiveDefiniteException(negative, matrix.Rows);
        T[] scales = Array.ConvertAll(diagonal, value => T.ScaleB(T.One, -(int)Math.Round(T.ILogB(value) / 2.0, MidpointRounding.AwayFromZero)));
        if (Array.TrueForAll(scales, scale => scale == T.One))
            return scales;
        Parallel.For(0, matrix.Rows, row =>
        {
            Span<T> values = matrix.Row(row);
            TensorPrimitives.Multiply(values, scales[row], values);
            TensorPrimitives.Multiply(values, scales, values);
        });
        return scales;
    }

    /// <summary>Multiplies each row by its scale.</summary>
    public static void ScaleRows<T>(ReadOnlySpan<T> scales, MatrixSpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < scales.Length && matrix.Columns > 0; row++)
        {
            if (scales[row] != T.One)
                TensorPrimitives.Multiply(matrix.Row(row), scales[row], matrix.Row(row));
        }
    }
}
