using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>The figures of a run as tables.</summary>
internal static class SuiteText
{
    /// <summary>The machine in one line.</summary>
    public static string Machine(SuiteResults results) =>
        $"{results.Machine.Processor}, {results.Machine.Cores} logical processors, {results.Library}, {results.Machine.Runtime}, ntk {results.Commit}, {results.Date:yyyy-MM-dd HH:mm} UTC"
        + (results.IsQuick ? ", small sizes (--quick)" : "");

    /// <summary>All tables.</summary>
    public static IEnumerable<TextTable> Tables(SuiteResults results)
    {
        if (results.Limits.Count > 0)
            yield return Limits(results.Limits);
        foreach (IGrouping<string, Measurement> group in results.Measurements.GroupBy(measurement => measurement.Group))
            yield return Measurements(group);
        if (results.Scalings.Count > 0)
            yield return Scalings(results.Scalings);
        if (results.Peers is { } peers)
        {
            foreach (TextTable table in PeerText.Tables(peers))
                yield return table;
        }
    }

    /// <summary>Everything, in Markdown.</summary>
    public static string Write(SuiteResults results) =>
        $"{Machine(results)}{Environment.NewLine}{string.Concat(Tables(results).Select(table => $"{Environment.NewLine}{table.ToMarkdown()}"))}";

    private static TextTable Limits(IReadOnlyList<MachineRates> limits) => new(
        "What the machine can do",
        "10⁹ fused multiply-adds, bytes read and written, and operations of matrix products by the BLAS in use, a second.",
        ["threads", "float32 multiply-adds", "float64 multiply-adds", "bytes", "float32 products", "float64 products"],
        [.. limits.Select(rates => (string[])
        [
            rates.Threads.ToString(), .. ((double[])[rates.Float32MultiplyAdds, rates.Float64MultiplyAdds, rates.BytesPerSecond, rates.Float32Products, rates.Float64Products])
                .Select(rate => (rate / 1e9).ToString("F1")),
        ])]);

    private static TextTable Measurements(IGrouping<string, Measurement> group)
    {
        string[] details = [.. group.SelectMany(measurement => measurement.Details.Keys).Distinct()];
        return new(
            $"{char.ToUpperInvariant(group.Key[0])}{group.Key[1..]}",
            $"Medians of {group.First().Seconds.Rounds.Count} rounds, with half the interquartile range.",
            ["", "size", "precision", "threads", "time", "share of the limit", "the limit", .. details.Select(Words)],
            [.. group.Select(measurement => (string[])
            [
                measurement.Title, measurement.Size, measurement.Precision.Name(), $"{measurement.Threads}{(measurement.Backend == "cpu" ? "" : $", {measurement.Backend}")}",
                $"{Format.Seconds(measurement.Seconds.Median)} ± {measurement.Seconds.Spread / 2:0 %}", measurement.ShareOfLimit.ToString("0 %"), measurement.Limit,
                .. details.Select(name => measurement.Details.TryGetValue(name, out double value) ? Digits(value) : ""),
            ])]);
    }

    private static TextTable Scalings(IReadOnlyList<Scaling> scalings) => new(
        "How costs grow",
        "Seconds ∝ variable^exponent by least squares of logarithms, with the standard error, beside the exponent of the largest term of the operations.",
        ["", "variable", "sizes", "exponent", "of operations"],
        [.. scalings.Select(scaling => (string[])
        [
            scaling.Name, scaling.Variable, $"{Format.Number(scaling.Points[0].X)} … {Format.Number(scaling.Points[^1].X)}", $"{scaling.Exponent:F2} ± {scaling.StandardError:F2}",
            Format.Number(scaling.Expected),
        ])]);

    /// <summary>Three digits that count, without an exponent.</summary>
    public static string Digits(double value) =>
        value == 0 || !double.IsFinite(value) ? value.ToString() : value.ToString($"N{Math.Max(0, 2 - (int)Math.Floor(Math.Log10(Math.Abs(value))))}");

    /// <summary>A name in camel case as words.</summary>
    private static string Words(string name) => string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
