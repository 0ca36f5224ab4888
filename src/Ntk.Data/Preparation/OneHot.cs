using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>
/// Regression targets for classes: 1 − 1/classes for the class of the row and −1/classes for the others, so that each row sums to zero.
/// </summary>
public static class OneHot
{
    /// <summary>Makes targets of labels.</summary>
    /// <typeparam name="T">The type of the targets.</typeparam>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classCount">The number of classes, 1 to <see cref="Labels.MaximumClassCount"/>.</param>
    /// <returns>Rows × classes.</returns>
    /// <exception cref="LabelOutOfRangeException">A label is not 0 to <paramref name="classCount"/> − 1.</exception>
    public static Tensor<T> Encode<T>(ReadOnlySpan<int> labels, int classCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Labels.Require(labels, classCount);
        Tensor<T> targets = Tensor.CreateFromShapeUninitialized<T>([labels.Length, classCount]);
        RowView<T> rows = new(targets);
        T other = -T.One / T.CreateChecked(classCount);
        T own = T.CreateChecked(classCount - 1) / T.CreateChecked(classCount);
        for (int row = 0; row < labels.Length; row++)
        {
            rows[row].Fill(other);
            rows[row][labels[row]] = own;
        }

        return targets;
    }

    /// <summary>The class of each row: where its largest score is, and of equal ones the first.</summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="scores">Rows × classes, at least one class; each row in one piece of memory.</param>
    /// <returns>One class a row.</returns>
    /// <exception cref="ArgumentException">There are no classes, or more rows than an array has elements.</exception>
    /// <exception cref="NonFiniteValueException">A score is NaN.</exception>
    public static int[] Decode<T>(in ReadOnlyTensorSpan<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlyRowView<T> rows = new(scores);
        if (rows.Length == 0)
            throw new ArgumentException("The scores have no classes.", nameof(scores));

        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, Array.MaxLength, nameof(scores));
        int[] labels = new int[rows.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            int largest = TensorPrimitives.IndexOfMax(rows[row]);
            if (T.IsNaN(rows[row][largest]))
                throw new NonFiniteValueException("The matrix of scores", row, largest, double.NaN);

            labels[row] = largest;
        }

        return labels;
    }
}
