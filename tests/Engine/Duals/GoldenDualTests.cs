using System.Text.Json;
using Ntk.Engine.Duals.Tabulated;
using Ntk.Engine.Networks;
using Ntk.Native.Lanes;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Duals;

/// <summary>
/// tests/Golden/duals.json: activations without a closed dual, and one of a user's with two bends, by an independent quadrature in
/// 80 bits; closed duals at variances from 1e-12 to 1e8 in 60 digits.
/// </summary>
internal sealed class GoldenDualTests
{
    private static readonly JsonElement Json =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "duals.json"))).RootElement;

    [TestCase("tanh", 1e-11)]
    [TestCase("sigmoid", 1e-11)]
    [TestCase("softplus", 1e-11)]
    [TestCase("silu", 1e-11)]
    [TestCase("erf", 2e-14)]
    [TestCase("gelu", 2e-14)]
    [TestCase("sin", 2e-14)]
    public void Agrees(string name, double tolerance) => Check(name, Rows(name), tolerance);

    [Test]
    public void BendsAwayFromZeroAgreeAtEqualVariances() => Check("clip", [.. Rows("clip").Where(row => row.Pair.First == row.Pair.Second)], 1e-10);

    private static void Check(string name, (DualPair Pair, DualGaps Gaps)[] rows, double tolerance)
    {
        DualPair[] pairs = Array.ConvertAll(rows, row => row.Pair);
        DualProbe probe = DualProbe.For(Activation(name), pairs);
        DualGaps[] actual = probe.Run<double, ScalarLane<double>>(pairs);
        DualGaps[] single = probe.Run<float, Lane128<float>>(pairs);
        Assert.Multiple(() =>
        {
            for (int i = 0; i < rows.Length; i++)
            {
                Assert.That(actual[i].Kernel, Is.EqualTo(rows[i].Gaps.Kernel).Within(tolerance), $"1 − c' at {pairs[i]}");
                Assert.That(actual[i].Slope, Is.EqualTo(rows[i].Gaps.Slope).Within(tolerance), $"slope gap at {pairs[i]}");
                Assert.That(single[i].Kernel, Is.EqualTo(rows[i].Gaps.Kernel).Within(5e-7), $"1 − c' in float at {pairs[i]}");
                Assert.That(single[i].Slope, Is.EqualTo(rows[i].Gaps.Slope).Within(5e-7), $"slope gap in float at {pairs[i]}");
            }
        });
    }

    private static readonly ElementwiseFunction Clip = new("clip", x => Math.Clamp(x, -1, 0.5), x => x is > -1 and < 0.5 ? 1 : 0, -1, 0.5);

    private static Activation Activation(string name) => name switch
    {
        "tanh" => Tanh(),
        "sigmoid" => Sigmoid(),
        "softplus" => Softplus(),
        "silu" => Silu(),
        "erf" => Erf(),
        "gelu" => Gelu(),
        "sin" => Sin(),
        _ => ElementwiseFunctions.Register(Clip),
    };

    private static (DualPair Pair, DualGaps Gaps)[] Rows(string name) =>
        [.. Json.GetProperty(name).EnumerateArray().Select(row =>
            (new DualPair(row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble()), new DualGaps(row[3].GetDouble(), row[4].GetDouble())))];
}
