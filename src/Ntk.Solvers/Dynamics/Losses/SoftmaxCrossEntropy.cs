using System.Numerics;
using Ntk.Native;
using Ntk.Solvers.Calibration;

namespace Ntk.Solvers.Dynamics;

/// <summary>
/// <c>−(1/rows)·Σ y·log softmax(f)</c>: the sum over a row's outputs, the mean over rows. Targets are probabilities of the classes, one-hot or not, that add up to 1 in each row.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SoftmaxCrossEntropy<T> : ITrainingLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LargestDeviation = 1e-5;

    /// <inheritdoc/>
    public void RequireTargets(ReadOnlyMatrixSpan<T> targets)
    {
        for (nint row = 0; row < targets.Rows; row++)
        {
            double sum = 0;
            foreach (T target in targets.Row(row))
            {
                if (!(target >= T.Zero))
                    throw new LossTargetException("Cross-entropy", "probabilities, 0 or more", row, double.CreateTruncating(target));
                sum += double.CreateTruncating(target);
            }

            if (!(Math.Abs(sum - 1) <= LargestDeviation))
                throw new LossTargetException("Cross-entropy", "probabilities that add up to 1 in each row", row, sum);
        }
    }

    /// <inheritdoc/>
    public double Value(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets)
    {
        LossShape.Require(outputs, targets);
        double total = 0;
        for (nint row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<T> output = outputs.Row(row), target = targets.Row(row);
            (double largest, double sum) = SoftmaxNormaliser.Of(output);
            double logarithm = Math.Log(sum);
            for (int column = 0; column < output.Length; column++)
            {
                // A class without probability adds nothing, however unlikely the network thinks it.
                if (target[column] != T.Zero)
                    total += double.CreateTruncating(target[column]) * (logarithm - (double.CreateTruncating(output[column]) - largest));
            }
        }

        return total / outputs.Rows;
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> gradient)
    {
        LossShape.Require(outputs, targets);
        LossShape.Require(outputs, gradient);
        for (nint row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<T> output = outputs.Row(row), target = targets.Row(row);
            Span<T> slope = gradient.Row(row);
            (double largest, double sum) = SoftmaxNormaliser.Of(output);
            for (int column = 0; column < output.Length; column++)
            {
                double probability = Math.Exp(double.CreateTruncating(output[column]) - largest) / sum;
                slope[column] = T.CreateTruncating((probability - double.CreateTruncating(target[column])) / outputs.Rows);
            }
        }
    }

    /// <summary>1/(2·rows): the eigenvalues of diag(p) − ppᵀ are at most ½ (Böhning 1992, Multinomial logistic regression algorithm).</summary>
    /// <inheritdoc/>
    public double LargestCurvature(int rows, int outputs) => 0.5 / rows;
}
