using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>A factor that took the place of its matrix, whose residuals are measured with the kernel's tiles computed anew.</summary>
/// <param name="factor">The factor; belongs to this.</param>
/// <param name="tiles">The kernel; belongs to this.</param>
/// <param name="system">The kernel with its ridge.</param>
internal sealed class MeasuredFactor<T>(ISymmetricFactor<T> factor, GramTiles<T> tiles, KernelOperator<T> system) : IKernelFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Order => factor.Order;

    /// <summary>What the factor is.</summary>
    public ISymmetricFactor<T> Factor => factor;

    public SolveReport Solve(MatrixSpan<T> b)
    {
        Columns.RequireRows<T>(Order, b);
        FiniteEntries.Require<T>(b, "The right-hand side");
        using var residual = new GramMatrix<T>(Order, checked((int)b.Columns));
        Columns.Copy(b, residual.AsMatrix());
        factor.Solve(b);
        FiniteEntries.Require<T>(b, "The solution of the linear system");
        system.SubtractProduct(b, residual.AsMatrix());
        if (factor is EigenFactor<T> eigen)
            eigen.Project(residual.AsMatrix());
        return new(Order, residual.Columns, system.Ridge, JitterUsed: 0, ScaledResidual.Of<T>(system.Norm, residual.AsMatrix(), b));
    }

    public void Whiten(MatrixSpan<T> b) => factor.Whiten(b);

    public double LogDeterminant() => factor.LogDeterminant();

    public double[] InverseDiagonal(CancellationToken cancellation = default) => factor.InverseDiagonal(cancellation);

    public void Dispose()
    {
        factor.Dispose();
        tiles.Dispose();
    }
}
