namespace Ntk.Bench.Suite;

/// <summary>What two measurements of the same work say.</summary>
internal enum Verdict
{
    /// <summary>They differ by less than their noise.</summary>
    Same,

    /// <summary>The second is faster.</summary>
    Faster,

    /// <summary>The second is slower.</summary>
    Slower,

    /// <summary>The second run did not measure it.</summary>
    OnlyInFirst,

    /// <summary>The first run did not measure it.</summary>
    OnlyInSecond,
}

/// <summary>One figure of two runs.</summary>
/// <param name="Name">The figure.</param>
/// <param name="First">Median seconds of the first run; NaN if it has none.</param>
/// <param name="Second">Median seconds of the second run; NaN if it has none.</param>
/// <param name="Noise">By what factor they can differ by chance, less one.</param>
/// <param name="Verdict">What that means.</param>
internal sealed record ComparedFigure(string Name, double First, double Second, double Noise, Verdict Verdict)
{
    /// <summary>Second ÷ first: above 1 is slower.</summary>
    public double Ratio => Second / First;
}

/// <summary>Two runs side by side.</summary>
/// <param name="First">The run before.</param>
/// <param name="Second">The run after.</param>
/// <param name="Figures">All figures of either, in their order.</param>
internal sealed record Comparison(SuiteResults First, SuiteResults Second, IReadOnlyList<ComparedFigure> Figures)
{
    /// <summary>What processes differ by even where the rounds of each do not.</summary>
    public const double LeastNoise = 0.05;

    /// <summary>Whether anything became slower.</summary>
    public bool HasSlower => Figures.Any(figure => figure.Verdict == Verdict.Slower);

    /// <summary>
    /// Compares. The noise of a figure is the root of the sum of the squares of both interquartile ranges of log seconds, but at least <see cref="LeastNoise"/>; a larger
    /// difference of the medians of log seconds is a verdict.
    /// </summary>
    public static Comparison Of(SuiteResults first, SuiteResults second)
    {
        Dictionary<string, Sample> after = second.Figures().ToDictionary(figure => figure.Name, figure => figure.Seconds);
        List<ComparedFigure> figures = [];
        foreach ((string name, Sample before) in first.Figures())
            figures.Add(after.Remove(name, out Sample? now) ? Compare(name, before, now) : new(name, before.Median, double.NaN, double.NaN, Verdict.OnlyInFirst));
        figures.AddRange(second.Figures().Where(figure => after.ContainsKey(figure.Name)).Select(figure => new ComparedFigure(figure.Name, double.NaN, figure.Seconds.Median, double.NaN, Verdict.OnlyInSecond)));
        return new(first, second, figures);
    }

    private static ComparedFigure Compare(string name, Sample before, Sample now)
    {
        double noise = Math.Max(Math.Log(1 + LeastNoise), Math.Sqrt(Square(LogRange(before)) + Square(LogRange(now))));
        double difference = Math.Log(now.Median / before.Median);
        Verdict verdict = Math.Abs(difference) <= noise ? Verdict.Same : difference > 0 ? Verdict.Slower : Verdict.Faster;
        return new(name, before.Median, now.Median, Math.Exp(noise) - 1, verdict);
    }

    private static double LogRange(Sample sample) => Math.Log(sample.UpperQuartile / sample.LowerQuartile);

    private static double Square(double value) => value * value;
}
