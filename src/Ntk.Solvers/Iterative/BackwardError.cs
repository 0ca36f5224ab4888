using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>
/// The normwise backward error <c>‖b − A·x‖∞ / (‖A‖∞·‖x‖∞ + ‖b‖∞)</c> (Rigal and Gaches 1967): x solves a system whose matrix and right-hand side differ from those
/// given by that much.
/// </summary>
internal static class BackwardError
{
    /// <summary>The largest magnitude of each column.</summary>
    public static double[] ColumnNorms<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var norms = new double[matrix.Columns];
        for (nint row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<T> values = matrix.Row(row);
            for (int column = 0; column < norms.Length; column++)
            {
                double magnitude = Math.Abs(double.CreateTruncating(values[column]));

                // NaN has to come out.
                if (!(magnitude <= norms[column]))
                    norms[column] = magnitude;
            }
        }

        return norms;
    }

    /// <summary>residual ← b − A·x.</summary>
    public static void Residual<T>(ISymmetricOperator<T> matrix, ReadOnlyMatrixSpan<T> b, ReadOnlyMatrixSpan<T> x, MatrixSpan<T> residual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Columns.Copy(b, residual);
        if (!Columns.AreZero(x))
            matrix.SubtractProduct(x, residual);
    }

    /// <summary>The largest over the columns; NaN where a residual or solution is not finite.</summary>
    public static double Largest<T>(double matrixNorm, ReadOnlyMatrixSpan<T> residual, ReadOnlyMatrixSpan<T> solution, double[] rightNorms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] errors = ColumnNorms(residual), sizes = ColumnNorms(solution);
        double largest = 0;
        for (int column = 0; column < errors.Length; column++)
        {
            double error = errors[column] == 0 ? 0 : errors[column] / (matrixNorm * sizes[column] + rightNorms[column]);
            if (!double.IsFinite(error) || !double.IsFinite(sizes[column]))
                return double.NaN;
            largest = Math.Max(largest, error);
        }

        return largest;
    }
}
