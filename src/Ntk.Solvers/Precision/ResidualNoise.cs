using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>The error of a solution as noise in the matrix.</summary>
public static class ResidualNoise
{
    /// <summary>
    /// <c>σ = ‖B − A·X‖_F/(√m·‖X‖_F)</c>: independent errors N of that standard deviation in the entries of A have ‖N·x‖ ≈ σ·√m·‖x‖, and so leave the same residual. Residuals are
    /// computed in twice the precision of double.
    /// </summary>
    /// <param name="matrix">A: its leading m × m block is taken, m the rows of X.</param>
    /// <param name="solution">X: m × right-hand sides.</param>
    /// <param name="rightHandSides">B: m × right-hand sides.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    public static double Of(GramMatrix<double> matrix, GramMatrix<double> solution, GramMatrix<double> rightHandSides)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(solution);
        ArgumentNullException.ThrowIfNull(rightHandSides);
        int m = solution.Rows;
        if (rightHandSides.Rows != m || rightHandSides.Columns != solution.Columns || matrix.Rows < m || matrix.Columns < m)
            throw new DimensionMismatchException($"A solution of {m}×{solution.Columns} fits neither a matrix of {matrix.Rows}×{matrix.Columns} nor right-hand sides of {rightHandSides.Rows}×{rightHandSides.Columns}.");
        double residuals = 0, sizes = 0;
        var column = new double[m];
        for (int index = 0; index < solution.Columns; index++)
        {
            for (int row = 0; row < m; row++)
            {
                column[row] = solution[row, index];
                sizes += column[row] * column[row];
            }

            for (int row = 0; row < m; row++)
                residuals += Math.Pow(CompensatedProduct.Subtract(rightHandSides[row, index], matrix.Row(row)[..m], column), 2);
        }

        return sizes == 0 ? 0 : Math.Sqrt(residuals / sizes / m);
    }
}
