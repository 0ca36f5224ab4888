using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>
/// Shifts and scales features to mean 0 and variance 1, with means and deviations taken from training data and applied to any data.
/// A feature that is constant in the training data is shifted only.
/// </summary>
public sealed class Standardiser
{
    private readonly double[] featureMeans;
    private readonly double[] featureScales;
    private readonly int rowLength;

    private Standardiser(double[] means, double[] scales, int rowLength)
    {
        featureMeans = means;
        featureScales = scales;
        this.rowLength = rowLength;
    }

    /// <summary>The mean of each feature or channel.</summary>
    public ReadOnlySpan<double> Means => featureMeans;

    /// <summary>What each feature or channel is divided by: its standard deviation (of the population), or 1 where it is constant.</summary>
    public ReadOnlySpan<double> Scales => featureScales;

    /// <summary>Learns a mean and a deviation for each element of a row.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="training">Rows of any shape, at least one; each row in one piece of memory.</param>
    /// <returns>The fitted transformation.</returns>
    /// <exception cref="InsufficientRowsException">There are no rows.</exception>
    /// <exception cref="NonFiniteValueException">A value is NaN or infinite, or values are so large that their variance is.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public static Standardiser FitFeatures<T>(in ReadOnlyTensorSpan<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlyRowView<T> rows = new(training);
        return Fit(rows, rows.Length);
    }

    /// <summary>Learns a mean and a deviation for each index of the last axis, over all rows and all other axes.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="training">Rows × … × channels, at least one row; each row in one piece of memory.</param>
    /// <returns>The fitted transformation.</returns>
    /// <exception cref="InsufficientRowsException">There are no rows.</exception>
    /// <exception cref="NonFiniteValueException">A value is NaN or infinite, or values are so large that their variance is.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public static Standardiser FitChannels<T>(in ReadOnlyTensorSpan<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlyRowView<T> rows = new(training);
        return Fit(rows, training.Rank > 1 ? (int)Math.Min(rows.Length, training.Lengths[^1]) : 1);
    }

    /// <summary>Transforms data in place. The arithmetic is in float64 whatever the element type.</summary>
    /// <typeparam name="T">The element type, not necessarily that of the training data.</typeparam>
    /// <param name="data">Rows of as many elements as those of the training data; each row in one piece of memory.</param>
    /// <exception cref="DimensionMismatchException">The rows have another length.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public void Apply<T>(in TensorSpan<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowView<T> rows = new(data);
        if (rows.Length != rowLength)
            throw new DimensionMismatchException($"The data have {rows.Length} features a row, the training data had {rowLength}.");

        for (nint row = 0; row < rows.Count; row++)
        {
            Span<T> values = rows[row];
            for (int start = 0; start < values.Length; start += featureMeans.Length)
            {
                Span<T> group = values.Slice(start, featureMeans.Length);
                for (int feature = 0; feature < group.Length; feature++)
                    group[feature] = T.CreateSaturating((double.CreateSaturating(group[feature]) - featureMeans[feature]) / featureScales[feature]);
            }
        }
    }

    private static Standardiser Fit<T>(ReadOnlyRowView<T> rows, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Count == 0)
            throw new InsufficientRowsException(1, 0);

        double[] means = ComputeMeans(rows, featureCount, out bool[] isConstant);
        double[] scales = ComputeDeviations(rows, means);
        for (int feature = 0; feature < featureCount; feature++)
        {
            if (!double.IsFinite(means[feature]) || !double.IsFinite(scales[feature]))
                throw new NonFiniteValueException("The matrix of mean and deviation of each feature", feature, 0, scales[feature]);

            // The rounded mean of equal values can differ from them; their deviation is then small and not zero.
            if (isConstant[feature])
                (means[feature], scales[feature]) = (double.CreateSaturating(rows[0][feature]), 1);
        }

        return new Standardiser(means, scales, rows.Length);
    }

    private static double[] ComputeMeans<T>(ReadOnlyRowView<T> rows, int featureCount, out bool[] isConstant)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] means = new double[featureCount];
        isConstant = new bool[featureCount];
        Array.Fill(isConstant, true);
        ReadOnlySpan<T> firstRow = rows[0];
        for (nint row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> values = rows[row];
            for (int start = 0; start < values.Length; start += featureCount)
            {
                for (int feature = 0; feature < featureCount; feature++)
                {
                    T value = values[start + feature];
                    if (!T.IsFinite(value))
                        throw new NonFiniteValueException("The matrix of training data", row, start + feature, double.CreateSaturating(value));

                    means[feature] += double.CreateSaturating(value);
                    isConstant[feature] &= value == firstRow[feature];
                }
            }
        }

        double count = ValuesPerFeature(rows, featureCount);
        for (int feature = 0; feature < featureCount; feature++)
            means[feature] /= count;

        return means;
    }

    /// <summary>Standard deviations. The sum of the deviations, zero but for the rounding of the means, corrects both.</summary>
    private static double[] ComputeDeviations<T>(ReadOnlyRowView<T> rows, double[] means)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] sums = new double[means.Length];
        double[] squares = new double[means.Length];
        for (nint row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> values = rows[row];
            for (int start = 0; start < values.Length; start += means.Length)
            {
                for (int feature = 0; feature < means.Length; feature++)
                {
                    double deviation = double.CreateSaturating(values[start + feature]) - means[feature];
                    sums[feature] += deviation;
                    squares[feature] += deviation * deviation;
                }
            }
        }

        double count = ValuesPerFeature(rows, means.Length);
        for (int feature = 0; feature < means.Length; feature++)
        {
            double correction = sums[feature] / count;
            means[feature] += correction;
            squares[feature] = Math.Sqrt((squares[feature] / count) - (correction * correction));
        }

        return squares;
    }

    private static double ValuesPerFeature<T>(ReadOnlyRowView<T> rows, int featureCount)
        where T : unmanaged => (double)rows.Count * (rows.Length / Math.Max(1, featureCount));
}
