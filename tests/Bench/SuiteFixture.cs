using Ntk.Bench;
using Ntk.Bench.Suite;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;

namespace Ntk.Tests.Bench;

/// <summary>Results as a run would give them.</summary>
internal static class SuiteFixture
{
    /// <summary>Results with one figure a pair.</summary>
    public static SuiteResults Results(params (string Name, double[] Seconds)[] figures) => SuiteResults.Of(
        isQuick: true,
        new([new MachineRates(2, 5e10, 2.5e10, 4e10, 1e11, 5e10)], [.. figures.Select(figure => Figure(figure.Name, figure.Seconds))], [Scaling.Of("FC", "rows", 2, [new(1, 1), new(2, 4), new(4, 17)])]),
        Peers());

    public static Measurement Figure(string name, double[] seconds) => new(
        name, "kernels", name, "8 × 8", Precision.Float64, 2, "cpu", new(seconds), "multiply-adds", seconds[0] / 2, new Dictionary<string, double> { ["slotsAnEntry"] = 12.5 });

    public static PeerResults Peers() => new(
        new("fake", "1.0", "by hand"), "drawn images", "Ntk float64",
        [
            new("FC", Precision.Float32, new(2, 2), new(8, 8), new([3, 6, 4]), new([1, 1, 2]), new([2, 2, 2]), 5, new(1e-3, double.NaN), new(1e-7, 2e-7)),
            new("FC", Precision.Float64, new(2, 2), new(2, 2), new([3, 6, 4]), new([1, 1, 2]), new([1, 1, 2]), 5, new(1e-9, 1e-9), new(1e-15, 2e-15)),
        ],
        [new("near|duplicates", Precision.Float32, new(1e-7, 1e-7), new(1e-4, 2e-4)), new("near|duplicates", Precision.Float64, new(1e-15, 1e-15))]);
}
