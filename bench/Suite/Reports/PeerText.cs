using Ntk.Bench.Suite.Peers;
using Ntk.Cli;

namespace Ntk.Bench.Suite;

/// <summary>The tables of a comparison with a peer, as rows of text.</summary>
internal static class PeerText
{
    /// <summary>Speed; and errors on golden kernels, if there are any.</summary>
    public static IEnumerable<TextTable> Tables(PeerResults results)
    {
        yield return Speed(results);
        if (results.Golden.Count > 0)
            yield return Golden(results);
    }

    private static TextTable Speed(PeerResults results) => new(
        $"{results.Peer.Name} and Ntk",
        $"{results.Peer.Name} {results.Peer.Version} ({results.Peer.Details}) without its compilation. Inputs: {results.Inputs}. Medians of "
            + $"{(results.Speed is [var row, ..] ? row.Seconds.Rounds.Count : 0)} alternating rounds, ratios with half the interquartile range. Errors are the largest of the peer's entries, "
            + $"relative to √(v(x,x)·v(x',x')): {results.Reference}.",
        [
            "milliseconds an entry, K and Θ", "", results.Peer.Name, "Ntk", "ratio", "ratio at equal size", "entries: peer, Ntk", $"error of {results.Peer.Name}: K, Θ", "error of Ntk: K, Θ",
        ],
        [.. results.Speed.Select(speed => (string[])
        [
            speed.Case, speed.Precision.Name(), Milliseconds(speed.PeerSeconds), Milliseconds(speed.Seconds), Ratio(speed.Ratio), Ratio(speed.SameSizeRatio),
            speed.PeerSize == speed.Size ? $"{speed.Size}" : $"{speed.PeerSize}, {speed.Size}", Errors(speed.PeerErrors), Errors(speed.Errors),
        ])]);

    private static TextTable Golden(PeerResults results) => new(
        "Golden kernels",
        "The largest errors of K and Θ, relative to √(v(x,x)·v(x',x')).",
        ["golden kernel", $"{results.Peer.Name} float64", "Ntk float64", $"{results.Peer.Name} float32", "Ntk float32", "ratio in float32"],
        [.. results.Golden.GroupBy(row => row.Case).Select(pair =>
        {
            PeerAccuracy single = pair.Single(row => row.Precision == Precision.Float32), full = pair.Single(row => row.Precision == Precision.Float64);
            return (string[])
            [
                pair.Key, Errors(full.PeerErrors), Errors(full.Errors), Errors(single.PeerErrors), Errors(single.Errors),
                single.PeerErrors is { } peer ? Factor(PeerAccuracy.Worst(peer) / PeerAccuracy.Worst(single.Errors)) : "—",
            ];
        })]);

    private static string Milliseconds(Sample seconds) => SuiteText.Digits(1e3 * seconds.Median);

    private static string Ratio(Sample ratio) => $"{Factor(ratio.Median)} ± {Factor(ratio.Median * ratio.Spread / 2)}";

    private static string Factor(double ratio) => double.IsNaN(ratio) ? "NaN" : ratio >= 100 ? ratio.ToString("#,##0") : ratio.ToString("G2");

    private static string Errors(KernelErrors? errors) => errors is null ? "—" : $"{Error(errors.Nngp)}, {Error(errors.Ntk)}";

    private static string Error(double error) => error == 0 ? "0" : error.ToString("0.0e-0");
}
