using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>The measure of <see cref="SolveReport.ScaledResidual"/>.</summary>
internal static class ScaledResidual
{
    /// <summary>The largest over the columns.</summary>
    /// <param name="norm">‖A‖₁.</param>
    /// <param name="residual">b − A·x.</param>
    /// <param name="solution">x.</param>
    public static double Of<T>(double norm, ReadOnlyMatrixSpan<T> residual, ReadOnlyMatrixSpan<T> solution)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        double[] errors = ColumnSums(residual), sizes = ColumnSums(solution);
        for (int column = 0; column < errors.Length; column++)
        {
            if (errors[column] != 0)
                largest = Math.Max(largest, errors[column] / (norm * sizes[column] * residual.Rows * UnitRoundoff.Of<T>()));
        }

        return largest;
    }

    private static double[] ColumnSums<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = new double[matrix.Columns];
        for (nint row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < sums.Length; column++)
                sums[column] += Math.Abs(double.CreateTruncating(matrix[row, column]));
        }

        return sums;
    }
}
