using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Calibration;

/// <summary>The rows whose largest probability lies in a part of the range from 0 to 1.</summary>
/// <param name="Lower">Above this; the first part has 0, too.</param>
/// <param name="Upper">Up to this.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Confidence">The mean of their largest probability; null without rows.</param>
/// <param name="Accuracy">The share of them whose class is right; null without rows.</param>
public sealed record ReliabilityBin(double Lower, double Upper, int Count, double? Confidence, double? Accuracy);

/// <summary>Whether probabilities of classes are as often right as they say.</summary>
/// <param name="Accuracy">The share of rows whose most probable class is right; of equal ones the first counts.</param>
/// <param name="NegativeLogLikelihood">The mean of −log p of the right class; a probability below 2⁻¹⁰²² counts as that much.</param>
/// <param name="BrierScore">The mean over rows of the sum over classes of (p − 1 or 0)², 0 to 2 (Brier 1950).</param>
/// <param name="ExpectedCalibrationError">The mean over bins of |accuracy − confidence|, weighted by their rows (Guo et al. 2017, eq. 3).</param>
/// <param name="MaximumCalibrationError">The largest |accuracy − confidence| of a bin that has rows.</param>
/// <param name="MeanConfidence">The mean of the largest probability.</param>
/// <param name="Bins">Equal parts of the range of the largest probability.</param>
public sealed record ClassificationCalibration(
    double Accuracy, double NegativeLogLikelihood, double BrierScore, double ExpectedCalibrationError, double MaximumCalibrationError, double MeanConfidence, IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>The number of bins unless said otherwise.</summary>
    public const int DefaultBins = 15;

    // Rounding of softmax and of quadrature, with room.
    private const double SumTolerance = 1e-6;
    private const double SmallestProbability = 2.2250738585072014e-308;

    /// <summary>Compares probabilities with labels.</summary>
    /// <param name="probabilities">Rows × classes: at least one row and two classes; each row adds up to 1.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="bins">The number of bins: 1 to 10,000.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or a label is beyond the classes.</exception>
    /// <exception cref="NonFiniteValueException">A probability is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">A row is not a distribution over the classes.</exception>
    public static ClassificationCalibration Of(in ReadOnlyTensorSpan<double> probabilities, ReadOnlySpan<int> labels, int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, 10_000);
        DenseRows<double> rows = DenseRows<double>.CopyTargets(probabilities, "The probabilities", labels.Length);
        Labels.Require(labels, rows.Count, rows.Width);
        double likelihood = 0, brier = 0;
        var counts = new int[bins];
        var confidences = new double[bins];
        var right = new int[bins];
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> p = rows.Matrix.Row(row);
            RequireDistribution(p, row);
            int best = TensorPrimitives.IndexOfMax(p), label = labels[row];
            likelihood -= Math.Log(Math.Max(p[label], SmallestProbability));
            brier += TensorPrimitives.SumOfSquares(p) - 2 * p[label] + 1;
            int bin = Math.Clamp((int)Math.Ceiling(p[best] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidences[bin] += p[best];
            right[bin] += best == label ? 1 : 0;
        }

        double n = rows.Count;
        ReliabilityBin[] table =
        [
            .. Enumerable.Range(0, bins).Select(bin => new ReliabilityBin(
                bin / (double)bins, (bin + 1) / (double)bins, counts[bin], counts[bin] == 0 ? null : confidences[bin] / counts[bin], counts[bin] == 0 ? null : right[bin] / (double)counts[bin])),
        ];
        double[] gaps = [.. table.Select(bin => bin.Count == 0 ? 0 : Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value))];
        return new(right.Sum() / n, likelihood / n, brier / n, table.Zip(gaps, (bin, gap) => bin.Count * gap).Sum() / n, gaps.Max(), confidences.Sum() / n, table);
    }

    private static void RequireDistribution(ReadOnlySpan<double> probabilities, int row)
    {
        double sum = TensorPrimitives.Sum(probabilities), smallest = TensorPrimitives.Min(probabilities);
        if (!(smallest >= 0) || !(Math.Abs(sum - 1) <= SumTolerance))
            throw new ArgumentException($"Row {row} is not a distribution over classes: its smallest element is {smallest:G6}, its sum {sum:G9}.", nameof(probabilities));
    }
}
