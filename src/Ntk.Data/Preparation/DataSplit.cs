namespace Ntk.Data;

/// <summary>A deterministic division of rows into training, validation and test: equal sizes and seeds give equal rows, on every platform.</summary>
public sealed class DataSplit
{
    private DataSplit(int[] train, int[] validation, int[] test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>Rows for training, in random order.</summary>
    public int[] Train { get; }

    /// <summary>Rows for validation, in random order.</summary>
    public int[] Validation { get; }

    /// <summary>Rows for test, in random order.</summary>
    public int[] Test { get; }

    /// <summary>Divides rows at random: the first of <see cref="SplitMix64.Permutation"/> are for training, the next for validation, then test.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="sizes">How many rows go where; rows beyond their sum are left out.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>Disjoint rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="InsufficientRowsException">The sizes sum to more rows than there are.</exception>
    public static DataSplit Random(int rowCount, SplitSizes sizes, ulong seed)
    {
        RequireFit(sizes, rowCount);
        ReadOnlySpan<int> order = SplitMix64.Permutation(rowCount, seed);
        return new DataSplit(
            order[..sizes.Train].ToArray(),
            order.Slice(sizes.Train, sizes.Validation).ToArray(),
            order.Slice(sizes.Train + sizes.Validation, sizes.Test).ToArray());
    }

    /// <summary>
    /// Divides rows at random such that each part has its share of every class, rounded to whole rows: training its share of all rows,
    /// then validation and test theirs of the rows that remain.
    /// </summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="sizes">How many rows go where; rows beyond their sum are left out.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>Disjoint rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="InsufficientRowsException">The sizes sum to more rows than there are.</exception>
    /// <exception cref="LabelOutOfRangeException">A label is not 0 to <paramref name="classCount"/> − 1.</exception>
    public static DataSplit Stratified(ReadOnlySpan<int> labels, int classCount, SplitSizes sizes, ulong seed)
    {
        RequireFit(sizes, labels.Length);
        int[] remaining = Labels.Counts(labels, classCount);
        int[] order = SplitMix64.Permutation(labels.Length, seed);
        bool[] isTaken = new bool[labels.Length];
        return new DataSplit(
            TakeShares(sizes.Train, labels, remaining, order, isTaken),
            TakeShares(sizes.Validation, labels, remaining, order, isTaken),
            TakeShares(sizes.Test, labels, remaining, order, isTaken));
    }

    private static void RequireFit(SplitSizes sizes, int rowCount)
    {
        if (sizes.Train < 0 || sizes.Validation < 0 || sizes.Test < 0)
            throw new ArgumentOutOfRangeException(nameof(sizes), sizes, "A part cannot have fewer than 0 rows.");

        if (sizes.Total > rowCount)
            throw new InsufficientRowsException(sizes.Total, rowCount);
    }

    /// <summary>Takes rows not taken before, in the random order, until each class has its share of them.</summary>
    private static int[] TakeShares(int size, ReadOnlySpan<int> labels, int[] remaining, int[] order, bool[] isTaken)
    {
        int[] wanted = Apportion(size, remaining);
        int[] rows = new int[size];
        int count = 0;
        foreach (int row in order)
        {
            int label = labels[row];
            if (isTaken[row] || wanted[label] == 0)
                continue;

            isTaken[row] = true;
            wanted[label]--;
            remaining[label]--;
            rows[count++] = row;
        }

        return rows;
    }

    /// <summary>
    /// Divides a size among classes in proportion to what remains of each: the whole part of each share, then one more
    /// for the largest fractions, of equal ones the first. No class is asked for more than remains of it.
    /// </summary>
    private static int[] Apportion(int size, int[] remaining)
    {
        long total = Math.Max(1, remaining.Sum(count => (long)count));
        int[] shares = new int[remaining.Length];
        long[] fractions = new long[remaining.Length];
        for (int label = 0; label < remaining.Length; label++)
        {
            (long share, fractions[label]) = Math.DivRem((long)size * remaining[label], total);
            shares[label] = (int)share;
        }

        int left = size - shares.Sum();
        foreach (int label in Enumerable.Range(0, remaining.Length).OrderByDescending(label => fractions[label]).Take(left))
            shares[label]++;

        return shares;
    }
}
