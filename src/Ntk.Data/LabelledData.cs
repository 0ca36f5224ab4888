using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>Rows of features, each with the class it belongs to.</summary>
/// <typeparam name="T">The type of the features.</typeparam>
public sealed class LabelledData<T>
    where T : unmanaged
{
    /// <summary>Joins features and labels.</summary>
    /// <param name="name">What to call the data in reports.</param>
    /// <param name="features">Rows × features, or rows × height × width × channels; dense.</param>
    /// <param name="labels">The class of each row, 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="classNames">The names of the classes; default or empty for none.</param>
    /// <exception cref="ArgumentException">The numbers of rows and labels, or of classes and names, differ.</exception>
    /// <exception cref="LabelOutOfRangeException">A label is not one of the classes.</exception>
    public LabelledData(string name, Tensor<T> features, int[] labels, int classCount, ImmutableArray<string> classNames = default)
    {
        if (features.Lengths[0] != labels.Length)
            throw new ArgumentException($"There are {features.Lengths[0]} rows and {labels.Length} labels.", nameof(labels));

        if (!classNames.IsDefaultOrEmpty && classNames.Length != classCount)
            throw new ArgumentException($"There are {classCount} classes and {classNames.Length} names.", nameof(classNames));

        Ntk.Data.Labels.Require(labels, classCount);
        Name = name;
        Features = features;
        Labels = labels;
        ClassCount = classCount;
        ClassNames = classNames.IsDefault ? [] : classNames;
    }

    /// <summary>What to call the data in reports.</summary>
    public string Name { get; }

    /// <summary>Rows × features, or rows × height × width × channels.</summary>
    public Tensor<T> Features { get; }

    /// <summary>The class of each row, 0 to <see cref="ClassCount"/> − 1.</summary>
    public int[] Labels { get; }

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The names of the classes; empty where they have none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Labels.Length;

    /// <summary>Copies some rows.</summary>
    /// <param name="rows">Zero-based rows, in the order wanted.</param>
    /// <returns>Those rows, with the same classes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public LabelledData<T> Select(ReadOnlySpan<int> rows)
    {
        int[] labels = new int[rows.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rows[row], nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[row], RowCount, nameof(rows));
            labels[row] = Labels[rows[row]];
        }

        return new LabelledData<T>(Name, TensorRows.Select<T>(Features, rows), labels, ClassCount, ClassNames);
    }

    /// <summary>Copies the first rows.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Those rows, with the same classes.</returns>
    /// <exception cref="InsufficientRowsException">There are fewer.</exception>
    public LabelledData<T> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > RowCount)
            throw new InsufficientRowsException(count, RowCount);

        return Select([.. Enumerable.Range(0, count)]);
    }
}

/// <summary>Makes labelled data of arrays that were read apart.</summary>
internal static class LabelledData
{
    /// <summary>Joins features and labels.</summary>
    /// <param name="name">What to call the data.</param>
    /// <param name="features">The rows.</param>
    /// <param name="labels">One label a row, along one axis or in one column.</param>
    /// <param name="labelsFile">Where the labels come from, for errors.</param>
    /// <param name="classNames">The names of the classes; default or empty for none, and for as many classes as the largest label says.</param>
    public static LabelledData<T> Join<T>(
        string name, Tensor<T> features, Tensor<int> labels, string labelsFile, ImmutableArray<string> classNames = default)
        where T : unmanaged
    {
        if (labels.FlattenedLength != labels.Lengths[0] || labels.Lengths[0] != features.Lengths[0])
        {
            throw new DataFormatException(
                labelsFile, 0, $"the labels have the shape {string.Join('×', labels.Lengths.ToArray())}; there are {features.Lengths[0]} rows of features");
        }

        int[] classes = new int[labels.FlattenedLength];
        labels.FlattenTo(classes);
        int classCount = classNames.IsDefaultOrEmpty ? Math.Clamp(classes.Append(0).Max(), 0, Labels.MaximumClassCount - 1) + 1 : classNames.Length;
        return new LabelledData<T>(name, features, classes, classCount, classNames);
    }
}
