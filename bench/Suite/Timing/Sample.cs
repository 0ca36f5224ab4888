namespace Ntk.Bench.Suite;

/// <summary>One quantity, measured once a round.</summary>
/// <param name="Rounds">What each round gave; at least one, all finite.</param>
internal sealed record Sample(IReadOnlyList<double> Rounds)
{
    /// <summary>The middle value.</summary>
    public double Median => Quantile(0.5);

    /// <summary>A quarter of the rounds gave less.</summary>
    public double LowerQuartile => Quantile(0.25);

    /// <summary>A quarter of the rounds gave more.</summary>
    public double UpperQuartile => Quantile(0.75);

    /// <summary>The interquartile range, as a share of the median.</summary>
    public double Spread => Median > 0 ? (UpperQuartile - LowerQuartile) / Median : 0;

    /// <summary>A quantile, linear between the sorted values as NumPy has it.</summary>
    /// <param name="share">From 0, the smallest value, to 1, the largest.</param>
    public double Quantile(double share)
    {
        double[] sorted = [.. Rounds.Order()];
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        return below == sorted.Length - 1 ? sorted[below] : sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }
}
