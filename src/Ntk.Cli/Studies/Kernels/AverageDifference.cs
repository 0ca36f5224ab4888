using Ntk.Native;

namespace Ntk.Cli;

/// <summary>The difference of accuracies of several pairs of models on the same test rows, averaged over the pairs.</summary>
/// <param name="Mean">The first of each pair minus the second.</param>
/// <param name="StandardError">Over test rows, each with its average over the pairs: that the pairs share rows counts.</param>
internal sealed record AverageDifference(double Mean, double StandardError)
{
    // Of the normal distribution, one-sided 95 %.
    private const double Quantile = 1.6448536269514722;

    /// <summary>With 95 % confidence the difference is at least this.</summary>
    public double Lower => Mean - Quantile * StandardError;

    /// <summary>With 95 % confidence the difference is at most this.</summary>
    public double Upper => Mean + Quantile * StandardError;

    /// <summary>Averages.</summary>
    /// <param name="pairs">Whether each test row is right, with the first and with the second of a pair.</param>
    public static AverageDifference Of(IReadOnlyList<(bool[] First, bool[] Second)> pairs)
    {
        int rows = pairs[0].First.Length;
        if (pairs.Any(pair => pair.First.Length != rows || pair.Second.Length != rows))
            throw new DimensionMismatchException("Differences are averaged over models that were tried on the same rows.");
        double[] differences = new double[rows];
        foreach ((bool[] first, bool[] second) in pairs)
        {
            for (int row = 0; row < rows; row++)
                differences[row] += ((first[row] ? 1 : 0) - (second[row] ? 1 : 0)) / (double)pairs.Count;
        }

        double mean = differences.Average();
        return new(mean, Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / rows / rows));
    }

    public override string ToString() => $"{Points(Mean)} ± {Points(StandardError)[1..]} percentage points";

    /// <summary>A difference of shares, in percentage points with its sign.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.00;−0.00;+0.00");
}
