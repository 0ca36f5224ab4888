using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>The posterior at test rows, of the function itself: without noise of the size of the ridge.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Mean">Test rows × outputs.</param>
/// <param name="Variance">One a test row, the same for all outputs; null unless asked for. Rounding can leave one as much as about n·ε·K(x,x) below zero.</param>
/// <param name="Covariance">Test rows × test rows, exactly symmetric, the same for all outputs; null unless asked for.</param>
/// <param name="Report">
/// How the solve for the covariance of <see cref="KernelKind.Ntk"/> went, the worst of all blocks of test rows; null for the other kinds,
/// whose covariance takes half a solve, and where no variance was asked for. The mean rests on the solve of <see cref="GaussianProcess{T}.Report"/>.
/// </param>
public sealed record Prediction<T>(Tensor<T> Mean, Tensor<T>? Variance, Tensor<T>? Covariance, SolveReport? Report)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many variances rounding has left below zero.</summary>
    public int NegativeVariances => Variance is null ? 0 : CountNegative(Variance);

    /// <summary>√variance of each test row; 0 for the variances that <see cref="NegativeVariances"/> counts.</summary>
    /// <exception cref="InvalidOperationException">Variances were not asked for.</exception>
    public Tensor<T> StandardDeviation()
    {
        if (Variance is null)
            throw new InvalidOperationException("Variances were not asked for (PredictionKind.Variance).");
        Tensor<T> deviation = Tensor.CreateFromShape<T>(Variance.Lengths);
        for (nint row = 0; row < Variance.Lengths[0]; row++)
            deviation[row] = T.Sqrt(T.Max(Variance[row], T.Zero));
        return deviation;
    }

    private static int CountNegative(Tensor<T> variance)
    {
        int count = 0;
        foreach (T value in variance)
            count += value < T.Zero ? 1 : 0;
        return count;
    }
}
