using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Solvers.Inference;

/// <summary>What a Gaussian process fitted to all training rows but one predicts for that row's targets, for each row.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Mean">Training rows × outputs: <c>μᵢ = yᵢ − [M⁻¹y]ᵢ / [M⁻¹]ᵢᵢ</c>.</param>
/// <param name="Variance">One a training row, of the target, ridge included: <c>σᵢ² = 1/[M⁻¹]ᵢᵢ</c>.</param>
/// <remarks>Rasmussen and Williams, Gaussian Processes for Machine Learning, eq. 5.12, with M the training kernel and its ridge.</remarks>
public sealed record LeaveOneOut<T>(Tensor<T> Mean, Tensor<T> Variance)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The closed form.</summary>
    /// <param name="targets">y.</param>
    /// <param name="weights">M⁻¹y.</param>
    /// <param name="inverseDiagonal">The diagonal of M⁻¹.</param>
    internal static LeaveOneOut<T> Of(DenseRows<T> targets, DenseRows<T> weights, ReadOnlySpan<double> inverseDiagonal)
    {
        Tensor<T> mean = targets.ToTensor();
        Tensor<T> variance = Tensor.CreateFromShape<T>([targets.Count]);
        for (int row = 0; row < targets.Count; row++)
        {
            variance[row] = T.CreateTruncating(1 / inverseDiagonal[row]);
            for (int output = 0; output < targets.Width; output++)
            {
                double shift = double.CreateTruncating(weights.Matrix[row, output]) / inverseDiagonal[row];
                mean[row, output] = T.CreateTruncating(double.CreateTruncating(targets.Matrix[row, output]) - shift);
            }
        }

        return new(mean, variance);
    }
}
