using System.Numerics;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Cli;

/// <summary>The predictive variance of single test rows, from kernels that are there already.</summary>
/// <param name="network">The network.</param>
/// <param name="options">How kernels are computed.</param>
/// <param name="test">The test rows.</param>
/// <param name="trainingNngp">K of the training rows; read for the NTK only.</param>
/// <param name="testNngp">K between test and training rows.</param>
internal sealed class PosteriorVariance<T>(Network network, GramOptions options, LabelledData<T> test, GramMatrix<T> trainingNngp, GramMatrix<T> testNngp)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// With <c>A = M_td·(M_dd + λI)⁻¹</c>: NNGP <c>K_tt − A·K_dt</c>; NTK <c>K_tt + A·K_dd·Aᵀ − 2·A·K_dt</c>, the variance of an ensemble of networks trained
    /// to convergence (Lee et al., Wide neural networks of any depth evolve as linear models under gradient descent, eq. 16).
    /// </summary>
    /// <param name="kind">nngp or ntk.</param>
    /// <param name="factor">Of M_dd + λI.</param>
    /// <param name="testKernel">M between test and training rows.</param>
    /// <param name="rows">The test rows.</param>
    public double[] Of(KernelKind kind, CholeskyFactor<T> factor, GramMatrix<T> testKernel, ReadOnlySpan<int> rows)
    {
        using GramMatrix<T> solution = GramBlocks.Columns(testKernel, rows);
        factor.Solve(solution.AsMatrix());
        using GramMatrix<T> covariance = GramBlocks.Columns(testNngp, rows);
        double[] prior = [.. new GramBuilder<T>(network, options).Diagonal(test.Select(rows).Features, KernelOutputs.Nngp).Nngp];
        if (kind == KernelKind.Nngp)
            return Combine(prior, -1, solution, covariance);

        using var product = new GramMatrix<T>(solution.Rows, solution.Columns);
        LinearAlgebra.Default.Gemm(T.One, trainingNngp.AsMatrix(), Transpose.No, solution.AsMatrix(), Transpose.No, T.Zero, product.AsMatrix());
        return Combine(Combine(prior, -2, solution, covariance), 1, solution, product);
    }

    /// <summary>Adds a multiple of the scalar products of equal columns, in double.</summary>
    private static double[] Combine(double[] start, double factor, GramMatrix<T> left, GramMatrix<T> right)
    {
        double[] sums = [.. start];
        for (int row = 0; row < left.Rows; row++)
        {
            ReadOnlySpan<T> a = left.Row(row), b = right.Row(row);
            for (int column = 0; column < sums.Length; column++)
                sums[column] += factor * double.CreateTruncating(a[column]) * double.CreateTruncating(b[column]);
        }
        return sums;
    }
}
