using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Calibration;

/// <summary>How many targets lie within predictive intervals.</summary>
/// <param name="Nominal">The probability the intervals are made for.</param>
/// <param name="Observed">The share of targets within them.</param>
public sealed record IntervalCoverage(double Nominal, double Observed);

/// <summary>Whether Gaussian predictions are as far from their targets as their variances say.</summary>
/// <param name="NegativeLogLikelihood">The mean of −log N(target; mean, variance + noise) over rows and outputs.</param>
/// <param name="MeanScore">The mean of the z-scores (target − mean)/√(variance + noise); 0 if predictions are not biased.</param>
/// <param name="ScoreDeviation">The root mean square of the z-scores: 1 if variances are right, above if they are too small.</param>
/// <param name="Coverage">Of central intervals.</param>
public sealed record RegressionCalibration(double NegativeLogLikelihood, double MeanScore, double ScoreDeviation, IReadOnlyList<IntervalCoverage> Coverage)
{
    /// <summary>The coverages compared unless said otherwise.</summary>
    public static IReadOnlyList<double> DefaultCoverages { get; } = [0.5, 0.8, 0.9, 0.95, 0.99];

    /// <summary>Compares predictions with targets.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="mean">Rows × outputs, or rows; at least one row.</param>
    /// <param name="variance">One a row, or rows × outputs.</param>
    /// <param name="targets">The shape of the mean.</param>
    /// <param name="noise">The variance of targets around the function, such as the ridge λ: finite, ≥ 0.</param>
    /// <param name="coverages">Probabilities, above 0 and below 1; null for <see cref="DefaultCoverages"/>.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or there are no rows.</exception>
    /// <exception cref="NonFiniteValueException">A number is NaN or infinite.</exception>
    /// <exception cref="NonPositiveVarianceException">A variance with its noise is not above zero.</exception>
    public static RegressionCalibration Of<T>(
        in ReadOnlyTensorSpan<T> mean, in ReadOnlyTensorSpan<T> variance, in ReadOnlyTensorSpan<T> targets, double noise = 0, IReadOnlyList<double>? coverages = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        coverages ??= DefaultCoverages;
        double[] bounds = [.. coverages.Select(PredictiveInterval.Bound)];
        double[] scores = Scores(mean, variance, targets, noise);
        (DenseRows<T> predicted, DenseRows<T> variances) = PredictiveInterval.Rows(mean, variance);
        double logs = 0;
        for (int i = 0; i < scores.Length; i++)
            logs += Math.Log(Math.Tau * PredictiveInterval.VarianceOf(variances, i, predicted.Width, noise));
        double squares = TensorPrimitives.SumOfSquares<double>(scores) / scores.Length;
        return new(
            0.5 * (squares + logs / scores.Length), TensorPrimitives.Sum<double>(scores) / scores.Length, Math.Sqrt(squares),
            [.. coverages.Zip(bounds, (nominal, bound) => new IntervalCoverage(nominal, scores.Count(score => Math.Abs(score) <= bound) / (double)scores.Length))]);
    }

    /// <summary>The z-scores (target − mean)/√(variance + noise), row after row.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    /// <inheritdoc cref="Of" path="/exception"/>
    /// <typeparam name="T">float or double.</typeparam>
    public static double[] Scores<T>(in ReadOnlyTensorSpan<T> mean, in ReadOnlyTensorSpan<T> variance, in ReadOnlyTensorSpan<T> targets, double noise = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (DenseRows<T> predicted, DenseRows<T> variances) = PredictiveInterval.Rows(mean, variance);
        DenseRows<T> expected = DenseRows<T>.CopyTargets(targets, "The targets", predicted.Count);
        if (expected.Width != predicted.Width || predicted.Count == 0)
            throw new DimensionMismatchException($"Predictions of {predicted.Count}×{predicted.Width} do not fit targets of {expected.Count}×{expected.Width}; at least one row is needed.");
        var scores = new double[predicted.Values.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            double difference = double.CreateTruncating(expected.Values[i]) - double.CreateTruncating(predicted.Values[i]);
            scores[i] = difference / Math.Sqrt(PredictiveInterval.VarianceOf(variances, i, predicted.Width, noise));
        }

        return scores;
    }
}
