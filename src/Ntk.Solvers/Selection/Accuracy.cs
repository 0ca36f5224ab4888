using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>How well predictions fit what was to be predicted.</summary>
public static class Accuracy
{
    /// <summary>The share of rows whose largest score is that of their class; of equal scores the first counts.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="scores">Rows × classes, at least one row and two classes.</param>
    /// <param name="labels">The class of each row.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or there are no rows or fewer than two classes.</exception>
    /// <exception cref="NonFiniteValueException">A score is NaN or infinite.</exception>
    public static double Of<T>(in ReadOnlyTensorSpan<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = DenseRows<T>.CopyTargets(scores, "The scores", labels.Length);
        return Of(rows, labels);
    }

    /// <summary>The share of rows whose largest score is where their largest target is; of equal ones the first counts.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="scores">Rows × classes, at least one row and two classes.</param>
    /// <param name="targets">Rows × classes, such as one-hot targets.</param>
    /// <returns>0 to 1.</returns>
    /// <inheritdoc cref="Of{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{int})" path="/exception"/>
    public static double Of<T>(in ReadOnlyTensorSpan<T> scores, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = DenseRows<T>.Copy(scores, "The scores");
        DenseRows<T> expected = DenseRows<T>.CopyTargets(targets, "The targets", rows.Count);
        RequireSameWidth(rows, expected);
        return Of(rows, Classes(expected));
    }

    /// <summary>The mean of (prediction − target)² over all rows and outputs, added up in double.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="predictions">Rows × outputs, at least one row.</param>
    /// <param name="targets">The same shape.</param>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or there are no rows.</exception>
    /// <exception cref="NonFiniteValueException">A prediction or target is NaN or infinite.</exception>
    public static double MeanSquaredError<T>(in ReadOnlyTensorSpan<T> predictions, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DenseRows<T> rows = DenseRows<T>.Copy(predictions, "The predictions");
        DenseRows<T> expected = DenseRows<T>.CopyTargets(targets, "The targets", rows.Count);
        RequireSameWidth(rows, expected);
        return MeanSquaredError(rows.Values, expected.Values);
    }

    /// <summary>Whether classes can be told apart by the largest of so many outputs.</summary>
    internal static bool IsDefined(int outputs) => outputs > 1;

    internal static double MeanSquaredError<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (predictions.Length == 0)
            throw new DimensionMismatchException("There are no rows to compare.");
        double sum = 0;
        for (int i = 0; i < predictions.Length; i++)
        {
            double difference = double.CreateTruncating(predictions[i]) - double.CreateTruncating(targets[i]);
            sum += difference * difference;
        }

        return sum / predictions.Length;
    }

    internal static double Of<T>(DenseRows<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scores.Count == 0 || !IsDefined(scores.Width))
            throw new DimensionMismatchException($"Accuracy needs at least one row and two outputs, one a class, not {scores.Count}×{scores.Width}. Use the mean squared error.");
        int right = 0;
        for (int row = 0; row < scores.Count; row++)
            right += TensorPrimitives.IndexOfMax<T>(scores.Matrix.Row(row)) == labels[row] ? 1 : 0;
        return (double)right / scores.Count;
    }

    /// <summary>Where the largest element of each row is; of equal ones the first.</summary>
    internal static int[] Classes<T>(DenseRows<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var classes = new int[targets.Count];
        for (int row = 0; row < classes.Length; row++)
            classes[row] = TensorPrimitives.IndexOfMax<T>(targets.Matrix.Row(row));
        return classes;
    }

    private static void RequireSameWidth<T>(DenseRows<T> rows, DenseRows<T> expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Width != expected.Width)
            throw new DimensionMismatchException($"There are {rows.Width} predicted outputs and {expected.Width} targets.");
    }
}
