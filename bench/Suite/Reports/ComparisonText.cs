using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>A comparison of two runs as a table.</summary>
internal static class ComparisonText
{
    public static string Write(Comparison comparison) =>
        $"""
        First:  {SuiteText.Machine(comparison.First)}
        Second: {SuiteText.Machine(comparison.Second)}
        {Limits(comparison)}

        {Table(comparison).ToMarkdown()}
        {Summary(comparison)}

        """;

    /// <summary>How many figures have each verdict.</summary>
    public static string Summary(Comparison comparison) => string.Join(", ", comparison.Figures.GroupBy(figure => figure.Verdict).OrderBy(group => group.Key)
        .Select(group => $"{group.Count()} {Words(group.Key)}").DefaultIfEmpty("no figures"));

    /// <summary>How the machine itself did: what changes there changes all figures.</summary>
    public static string Limits(Comparison comparison)
    {
        IEnumerable<string> ratios = comparison.First.Limits.Join(
            comparison.Second.Limits, rates => rates.Threads, rates => rates.Threads,
            (first, second) => $"on {first.Threads} thread{(first.Threads == 1 ? "" : "s")} multiply-adds {second.Float32MultiplyAdds / first.Float32MultiplyAdds:F2} (float32) and "
                + $"{second.Float64MultiplyAdds / first.Float64MultiplyAdds:F2} (float64), bytes {second.BytesPerSecond / first.BytesPerSecond:F2}, products "
                + $"{second.Float32Products / first.Float32Products:F2} and {second.Float64Products / first.Float64Products:F2}");
        return $"Speed of the machine itself, second ÷ first: {string.Join("; ", ratios.DefaultIfEmpty("not measured in both"))}.";
    }

    /// <summary>All figures, changes first, the largest at the top.</summary>
    public static TextTable Table(Comparison comparison) => new(
        "Two runs",
        $"Noise is what medians can differ by through the spread of the rounds of both, at least {Comparison.LeastNoise:0 %}.",
        ["", "first", "second", "second ÷ first", "noise", "verdict"],
        [.. comparison.Figures.OrderBy(figure => figure.Verdict == Verdict.Same).ThenByDescending(figure => Math.Abs(Math.Log(figure.Ratio))).Select(figure => (string[])
        [
            figure.Name, Seconds(figure.First), Seconds(figure.Second), double.IsNaN(figure.Ratio) ? "" : figure.Ratio.ToString("F2"),
            double.IsNaN(figure.Noise) ? "" : figure.Noise.ToString("0 %"), Words(figure.Verdict),
        ])]);

    private static string Seconds(double seconds) => double.IsNaN(seconds) ? "" : Format.Seconds(seconds);

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Same => "same within noise",
        Verdict.Faster => "faster",
        Verdict.Slower => "slower",
        Verdict.OnlyInFirst => "only in the first",
        _ => "only in the second",
    };
}
