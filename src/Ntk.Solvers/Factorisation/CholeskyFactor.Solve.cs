using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

public sealed partial class CholeskyFactor<T>
{
    /// <summary>Solves <c>A·X = B</c> for any number of right-hand sides and measures the residual.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    public SolveReport Solve(MatrixSpan<T> b)
    {
        if (b.Rows != Order)
            throw new DimensionMismatchException($"Right-hand sides of {b.Rows} rows do not fit a matrix of order {Order}.");
        FiniteEntries.Require<T>(b, "The right-hand side");
        using var residual = new GramMatrix<T>(Order, checked((int)b.Columns));
        for (int row = 0; row < Order && b.Columns > 0; row++)
            b.Row(row).CopyTo(residual.Row(row));
        library.Potrs(Triangle.Lower, matrix.AsMatrix(), b);
        FiniteEntries.Require<T>(b, "The solution of the linear system");
        SymmetricResidual.Subtract(library, matrix.AsMatrix(), diagonal, b, residual.AsMatrix());
        GC.KeepAlive(this);
        return new(Order, residual.Columns, Ridge, JitterUsed, ScaledResidual(residual.AsMatrix(), b));
    }

    /// <summary><c>B ← L⁻¹·B</c>, so that then <c>Bᵀ·B</c> is what <c>Bᵀ·A⁻¹·B</c> was.</summary>
    internal void Whiten(MatrixSpan<T> b)
    {
        library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.AsMatrix(), b);
        GC.KeepAlive(this);
    }

    private double ScaledResidual(ReadOnlyMatrixSpan<T> residual, ReadOnlyMatrixSpan<T> solution)
    {
        double largest = 0;
        double[] errors = ColumnNorms(residual), sizes = ColumnNorms(solution);
        for (int column = 0; column < errors.Length; column++)
        {
            if (errors[column] != 0)
                largest = Math.Max(largest, errors[column] / (norm * sizes[column] * Order * UnitRoundoff.Of<T>()));
        }

        return largest;
    }

    private static double[] ColumnNorms(ReadOnlyMatrixSpan<T> matrix)
    {
        var norms = new double[matrix.Columns];
        for (nint row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < norms.Length; column++)
                norms[column] += Math.Abs(double.CreateTruncating(matrix[row, column]));
        }

        return norms;
    }
}
