namespace Ntk.Data;

/// <summary>Checks and counts of class labels.</summary>
public static class Labels
{
    /// <summary>The most classes this library takes labels to mean: larger numbers are not labels.</summary>
    public const int MaximumClassCount = 1 << 20;

    /// <summary>Refuses labels that are not classes.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classCount">The number of classes, 1 to <see cref="MaximumClassCount"/>.</param>
    /// <exception cref="LabelOutOfRangeException">A label is not 0 to <paramref name="classCount"/> − 1.</exception>
    public static void Require(ReadOnlySpan<int> labels, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, MaximumClassCount);
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classCount)
                throw new LabelOutOfRangeException(row, labels[row], classCount);
        }
    }

    /// <summary>How many rows each class has.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classCount">The number of classes, 1 to <see cref="MaximumClassCount"/>.</param>
    /// <returns>One count a class.</returns>
    /// <exception cref="LabelOutOfRangeException">A label is not 0 to <paramref name="classCount"/> − 1.</exception>
    public static int[] Counts(ReadOnlySpan<int> labels, int classCount)
    {
        Require(labels, classCount);
        int[] counts = new int[classCount];
        foreach (int label in labels)
            counts[label]++;

        return counts;
    }
}
