using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;
using Ntk.Solvers.Selection;

namespace Ntk.Solvers.Calibration;

/// <summary>The temperature of a softmax.</summary>
public static class Temperature
{
    private const double Decades = 6;
    private const double Tolerance = 1e-6;

    /// <summary>
    /// The temperature with the smallest negative log likelihood of labels (Guo et al., On calibration of modern neural networks, 2017, arXiv 1706.04599, section 4.2), which is
    /// convex in 1/T. Take rows the model has not been fitted to: validation rows, or leave-one-out predictions of training rows.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="mean">Rows × classes, at least one row.</param>
    /// <param name="labels">The class of each row.</param>
    /// <returns>
    /// Within 10^±6 of the root mean square of the outputs: at the lower end if every row is right by any margin, when colder is always better; at the upper end if the
    /// outputs say less than nothing.
    /// </returns>
    /// <exception cref="DimensionMismatchException">There are no rows, fewer than two classes, another number of labels, or a label beyond the classes.</exception>
    /// <exception cref="NonFiniteValueException">An output is NaN or infinite.</exception>
    public static double Fit<T>(in ReadOnlyTensorSpan<T> mean, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = DenseRows<T>.CopyTargets(mean, "The outputs", labels.Length);
        Labels.Require(labels, rows.Count, rows.Width);
        double[] outputs = Array.ConvertAll(rows.Values.ToArray(), value => double.CreateTruncating(value));
        int[] classes = labels.ToArray();
        int width = rows.Width;
        double scale = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(outputs) / outputs.Length);
        if (scale == 0)
            return 1;
        double middle = Math.Log10(scale);
        return Math.Pow(10, GoldenSection.Maximise(log => LogLikelihood(outputs, width, classes, Math.Pow(10, -log)), middle - Decades, middle + Decades, Tolerance));
    }

    private static double LogLikelihood(double[] outputs, int width, int[] labels, double factor)
    {
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> values = outputs.AsSpan(row * width, width);
            (double largest, double total) = SoftmaxNormaliser.Of(values, factor);
            sum += (values[labels[row]] - largest) * factor - Math.Log(total);
        }

        return sum;
    }
}
