using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

public sealed partial class StoredCholesky<T>
{
    /// <inheritdoc/>
    /// <exception cref="StoredFactorException">A tile cannot be read again.</exception>
    public void Solve(MatrixSpan<T> b)
    {
        Whiten(b);
        using var scratch = new GramMatrix<T>(width, width);
        for (int panel = PanelCount - 1; panel >= 0; panel--)
        {
            MatrixSpan<T> rows = RowsOf(b, panel);
            for (int row = panel + 1; row < PanelCount; row++)
                library.Gemm(-T.One, Load(row, panel, scratch), Transpose.Yes, RowsOf(b, row), Transpose.No, T.One, rows);
            library.Trsm(Side.Left, Triangle.Lower, Transpose.Yes, T.One, Load(panel, panel, scratch), rows);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoredFactorException">A tile cannot be read again.</exception>
    public void Whiten(MatrixSpan<T> b)
    {
        Iterative.Columns.RequireRows<T>(Order, b);
        using var scratch = new GramMatrix<T>(width, width);
        for (int panel = 0; panel < PanelCount; panel++)
        {
            MatrixSpan<T> rows = RowsOf(b, panel);
            library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, Load(panel, panel, scratch), rows);
            for (int row = panel + 1; row < PanelCount; row++)
                library.Gemm(-T.One, Load(row, panel, scratch), Transpose.No, rows, Transpose.No, T.One, RowsOf(b, row));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoredFactorException">A tile cannot be read again.</exception>
    public double LogDeterminant()
    {
        using var scratch = new GramMatrix<T>(width, width);
        double sum = 0;
        for (int panel = 0; panel < PanelCount; panel++)
        {
            MatrixSpan<T> corner = Load(panel, panel, scratch);
            for (int i = 0; i < corner.Rows; i++)
                sum += Math.Log(double.CreateTruncating(corner[i, i]));
        }

        return 2 * sum;
    }

    private MatrixSpan<T> RowsOf(MatrixSpan<T> b, int panel)
    {
        int first = panel * width;
        return b.Block(first, 0, Math.Min(width, Order - first), b.Columns);
    }
}
