using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

public sealed partial class CholeskyFactor<T>
{
    /// <summary>Solves <c>A·X = B</c> for any number of right-hand sides and measures the residual.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    public SolveReport Solve(MatrixSpan<T> b)
    {
        Columns.RequireRows<T>(Order, b);
        FiniteEntries.Require<T>(b, "The right-hand side");
        using var residual = new GramMatrix<T>(Order, checked((int)b.Columns));
        Columns.Copy(b, residual.AsMatrix());
        library.Potrs(Triangle.Lower, matrix.AsMatrix(), b);
        FiniteEntries.Require<T>(b, "The solution of the linear system");
        SymmetricResidual.Subtract(library, matrix.AsMatrix(), diagonal, b, residual.AsMatrix());
        GC.KeepAlive(this);
        return new(Order, residual.Columns, Ridge, JitterUsed, Factorisation.ScaledResidual.Of<T>(norm, residual.AsMatrix(), b));
    }

    /// <inheritdoc/>
    public void Whiten(MatrixSpan<T> b)
    {
        library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.AsMatrix(), b);
        GC.KeepAlive(this);
    }
}
