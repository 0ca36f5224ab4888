using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Calibration;

/// <summary>From the outputs of a regression on one-hot targets to probabilities of classes.</summary>
public static class ClassProbabilities
{
    /// <summary>The softmax of outputs divided by a temperature: <c>p_c ∝ exp(μ_c/T)</c>. Variances do not enter.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="mean">Rows × classes.</param>
    /// <param name="temperature">T: finite, &gt; 0; <see cref="Temperature.Fit"/> finds one.</param>
    /// <returns>Rows × classes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not finite and positive.</exception>
    /// <exception cref="DimensionMismatchException">There are fewer than two classes.</exception>
    /// <exception cref="NonFiniteValueException">An output is NaN or infinite.</exception>
    public static Tensor<double> Softmax<T>(in ReadOnlyTensorSpan<T> mean, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(temperature > 0) || !double.IsFinite(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature must be finite and positive.");
        DenseRows<T> rows = Classes(mean);
        Tensor<double> probabilities = Tensor.CreateFromShape<double>([rows.Count, rows.Width]);
        for (int row = 0; row < rows.Count; row++)
        {
            Span<double> target = probabilities.GetSpan([row, 0], rows.Width);
            (double largest, double sum) = SoftmaxNormaliser.Of<T>(rows.Matrix.Row(row), 1 / temperature);
            for (int c = 0; c < target.Length; c++)
                target[c] = Math.Exp((double.CreateTruncating(rows.Matrix[row, c]) - largest) * (1 / temperature)) / sum;
        }

        return probabilities;
    }

    /// <summary>
    /// The probability of each class that its output is the largest, for independent outputs <c>N(μ_c, σ²)</c>: <c>p_c = ∫ φ(z) Π_j≠c Φ(z + (μ_c − μ_j)/σ) dz</c>
    /// (the multinomial probit of Girolami and Rogers, Neural Computation 18 (2006)). Where σ² is not above zero, as rounding can leave it, the largest outputs share the
    /// probability.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="mean">Rows × classes, such as <see cref="Inference.Prediction{T}.Mean"/>.</param>
    /// <param name="variance">One a row, of the function or, with the ridge added, of the targets.</param>
    /// <returns>Rows × classes; small probabilities are as accurate, relative to themselves, as large ones.</returns>
    /// <exception cref="DimensionMismatchException">There are fewer than two classes, or the variances do not fit the rows.</exception>
    /// <exception cref="NonFiniteValueException">An output or a variance is NaN or infinite.</exception>
    public static Tensor<double> Largest<T>(in ReadOnlyTensorSpan<T> mean, in ReadOnlyTensorSpan<T> variance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = Classes(mean), variances = DenseRows<T>.CopyTargets(variance, "The variances", rows.Count);
        if (variances.Width != 1)
            throw new DimensionMismatchException($"The variances are {variances.Width} a row; one is needed, the same for all outputs.");
        Tensor<double> probabilities = Tensor.CreateFromShape<double>([rows.Count, rows.Width]);
        Parallel.For(0, rows.Count, row =>
        {
            double[] outputs = [.. rows.Matrix.Row(row).ToArray().Select(output => double.CreateTruncating(output))];
            LargestOutput.Probabilities(outputs, Math.Sqrt(Math.Max(0, double.CreateTruncating(variances.Values[row]))), probabilities.GetSpan([row, 0], rows.Width));
        });
        return probabilities;
    }

    private static DenseRows<T> Classes<T>(in ReadOnlyTensorSpan<T> mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = DenseRows<T>.Copy(mean, "The outputs");
        return mean.Rank == 2 && rows.Width > 1 ? rows : throw new DimensionMismatchException($"Probabilities of classes need two outputs or more a row, not {rows.Width}.");
    }
}
