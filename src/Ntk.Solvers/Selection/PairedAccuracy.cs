using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>Two classifiers compared on the same rows, of which only those count that one gets right and the other wrong.</summary>
/// <param name="Rows">Rows that both were tried on, ≥ 1.</param>
/// <param name="FirstOnly">Rows that the first alone gets right.</param>
/// <param name="SecondOnly">Rows that the second alone gets right.</param>
public sealed record PairedAccuracy(int Rows, int FirstOnly, int SecondOnly)
{
    /// <summary>Counts.</summary>
    /// <param name="first">Whether the first classifier is right, row by row; at least one row.</param>
    /// <param name="second">Whether the second is, for the same rows.</param>
    /// <exception cref="DimensionMismatchException">The numbers of rows differ, or there are none.</exception>
    public static PairedAccuracy Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length || first.Length == 0)
            throw new DimensionMismatchException($"{first.Length} and {second.Length} rows cannot be paired: both need the same number, at least one.");
        int firstOnly = 0, secondOnly = 0;
        for (int row = 0; row < first.Length; row++)
        {
            firstOnly += first[row] && !second[row] ? 1 : 0;
            secondOnly += second[row] && !first[row] ? 1 : 0;
        }

        return new(first.Length, firstOnly, secondOnly);
    }

    /// <summary>The first accuracy minus the second.</summary>
    public double Difference => (FirstOnly - SecondOnly) / (double)Rows;

    /// <summary>Of the difference: <c>√(b + c − (b − c)²/n)/n</c> with b and c rows that one alone gets right.</summary>
    public double StandardError => Math.Sqrt(FirstOnly + SecondOnly - Math.Pow(FirstOnly - SecondOnly, 2) / Rows) / Rows;

    /// <summary>
    /// How likely such a difference or a larger one is if both are equally good: the exact form of McNemar's test (1947), the two-sided binomial test of b successes in b + c trials with
    /// probability 1/2; 1 where both get the same rows right.
    /// </summary>
    public double PValue
    {
        get
        {
            int trials = FirstOnly + SecondOnly, fewer = Math.Min(FirstOnly, SecondOnly);

            // Terms of the lower tail by their logarithms: 2⁻ⁿ alone would vanish for thousands of trials.
            double tail = 0, logarithm = -trials * Math.Log(2);
            for (int successes = 0; successes <= fewer; successes++)
            {
                tail += Math.Exp(logarithm);
                logarithm += Math.Log((trials - successes) / (successes + 1.0));
            }

            return Math.Min(1, 2 * tail);
        }
    }
}
