using System.Text.Json;
using Ntk.Cli;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Solvers.Spectra;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary><c>ntk study conditioning</c> against kernels of their own for each set of rows.</summary>
public class ConditioningStudyTests
{
    private static readonly string[] Networks = ["dense(1.4,0.1) relu dense(1.4,0.1)", "convVec(2)", "convGap(2)"];

    private readonly TemporaryFolder folder = new();
    private readonly string[] command =
        ["study", "conditioning", "--train", "100", "--test", "1", .. Networks.SelectMany(network => (string[])["--network", network]), "--report", "r.html", "--curves", "c.npz", "--json"];

    private JsonElement result;
    private double[][] curve = [];

    [OneTimeSetUp]
    public void Run()
    {
        result = CliProgram.Run(folder, [.. command, "--store", "tiles"]).Succeeds().Json;
        curve = StudyTwin.Curve(folder.File("c.npz"), "condition-over-rows");
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_block_has_the_eigenvalues_of_a_kernel_of_its_own()
    {
        var twin = new StudyTwin(100, 1);
        LabelledData<double> rows = twin.Prepared(twin.Fit);

        // 100, 50 and 25 rows: one, two and four blocks of each of six kernels.
        Assert.That(curve, Has.Length.EqualTo(6 * 7));
        foreach (double[] point in curve)
        {
            (int size, int block) = ((int)point[2], (int)point[3]);
            using GramResult<double> gram = new GramBuilder<double>(NetworkText.Parse(Networks[(int)point[0]])).Build(rows.Select([.. Enumerable.Range(block * size, size)]).Features);
            var values = new double[size];
            LinearAlgebra.Default.Eigenvalues((point[1] == 1 ? gram.Ntk : gram.Nngp).AsMatrix(), values.AsSpan());
            Assert.Multiple(() =>
            {
                Assert.That(point[4], Is.EqualTo(values[^1]).Within(1e-8).Percent);
                Assert.That(point[5], Is.EqualTo(values[0]).Within(1e-5).Percent);
                Assert.That(point[6], Is.EqualTo(values[^1] / values[0]).Within(1e-5).Percent);
                Assert.That(point[7], Is.EqualTo(2.0 * size * 10 / values[^1]).Within(1e-8).Percent);
            });
        }
    }

    [Test]
    public void After_the_steps_a_hundredth_is_left_of_the_slowest_error()
    {
        foreach (double[] point in curve)
        {
            // Gradient descent with half of the largest learning rate multiplies the error along an eigenvector by 1 − λ/λ_max.
            double left = Math.Pow(1 - point[5] / point[4], point[8]);
            Assert.That(left, Is.EqualTo(0.01).Within(1e-6));
        }
    }

    [Test]
    public void Ratios_are_geometric_means_over_networks_and_blocks()
    {
        foreach (JsonElement ratio in result.GetProperty("values").GetProperty("ratios").EnumerateArray())
        {
            int kernel = ratio.GetProperty("kernel").GetString() == "ntk" ? 1 : 0, rows = ratio.GetProperty("rows").GetInt32();
            double[] exponents = Exponents(kernel, rows);
            double[] quarters = Exponents(kernel, 25);
            double deviation = Math.Sqrt(quarters.Sum(value => Math.Pow(value - quarters.Average(), 2)) / 3);
            Assert.Multiple(() =>
            {
                Assert.That(ratio.GetProperty("exponent").GetDouble(), Is.EqualTo(exponents.Average()).Within(1e-9));
                Assert.That(ratio.GetProperty("ratio").GetDouble(), Is.EqualTo(Math.Pow(64, exponents.Average())).Within(1e-6).Percent);
                Assert.That(ratio.GetProperty("standardError").GetDouble(), Is.EqualTo(deviation).Within(1e-9));
            });
        }

        Assert.That(result.GetProperty("values").GetProperty("ratios").GetArrayLength(), Is.EqualTo(2 * 3));
    }

    [Test]
    public void The_finding_follows_from_the_numbers()
    {
        JsonElement ntk = result.GetProperty("values").GetProperty("ratios").EnumerateArray().Where(ratio => ratio.GetProperty("kernel").GetString() == "ntk").MaxBy(ratio => ratio.GetProperty("rows").GetInt32());
        bool expected = Math.Abs(ntk.GetProperty("exponent").GetDouble() - 1) + 2 * ntk.GetProperty("standardError").GetDouble() < 0.5;
        Assert.That(result.GetProperty("isReproduced").GetBoolean(), Is.EqualTo(expected));
        StudyTwin.AssertReport(folder.File("r.html"), result, plots: 2 + 1 + 2);
    }

    [Test]
    public void Kernels_in_a_store_are_taken_from_there()
    {
        Assert.That(Directory.GetDirectories(folder.File("tiles")).Select(Path.GetFileName).Order(), Is.EqualTo(Enumerable.Range(0, 3).Select(network => $"network{network}-float64-training")));
        DateTime[] times = [.. Directory.GetFiles(folder.File("tiles"), "*.npy", SearchOption.AllDirectories).Order().Select(File.GetLastWriteTimeUtc)];
        JsonElement again = CliProgram.Run(folder, [.. command, "--store", "tiles"]).Succeeds().Json;
        Assert.That(again.GetProperty("values").GetRawText(), Is.EqualTo(result.GetProperty("values").GetRawText()));
        Assert.That(times, Is.Not.Empty);
        Assert.That(Directory.GetFiles(folder.File("tiles"), "*.npy", SearchOption.AllDirectories).Order().Select(File.GetLastWriteTimeUtc), Is.EqualTo(times));
    }

    [Test]
    public void Without_a_pool_there_is_no_ratio()
    {
        JsonElement dense = CliProgram.Run(folder, "study", "conditioning", "--train", "40", "--network", Networks[0], "--report", "d.html", "--json").Succeeds().Json;
        Assert.That(dense.TryGetProperty("isReproduced", out _), Is.False);
        Assert.That(dense.GetProperty("finding").GetString(), Does.Contain("global pool"));
    }

    [Test]
    public void Eigenvalues_below_the_rounding_errors_tell_no_condition()
    {
        var analysis = new SpectrumAnalysis([1e-9, 1, 4], unitRoundoff: 1e-7);
        BlockCondition hidden = BlockCondition.Of(analysis, outputs: 2), known = BlockCondition.Of(new SpectrumAnalysis([1e-9, 1, 4], unitRoundoff: 1e-16), outputs: 2);
        Assert.Multiple(() =>
        {
            Assert.That((hidden.IsReliable, known.IsReliable), Is.EqualTo((false, true)));
            Assert.That((hidden.Condition, hidden.Steps), Is.EqualTo((double.NaN, double.NaN)));
            Assert.That(known.Condition, Is.EqualTo(4e9).Within(1e-9).Percent);
            Assert.That(known.Steps, Is.EqualTo(Math.Log(100) * 4e9).Within(1e-6).Percent);
            Assert.That(known.LargestLearningRate, Is.EqualTo(2.0 * 3 * 2 / 4));
        });
    }

    private double[] Exponents(int kernel, int rows)
    {
        double[][] points = [.. curve.Where(point => (int)point[1] == kernel && (int)point[2] == rows)];
        return
        [
            .. points.GroupBy(point => point[3]).Select(block =>
            {
                double Condition(int network) => Math.Log(block.Single(point => (int)point[0] == network)[6]);
                return (Condition(2) - (Condition(0) + Condition(1)) / 2) / Math.Log(64);
            }),
        ];
    }
}
