using System.Text.Json;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary><c>ntk study nngp-vs-ntk</c> against fits of their own.</summary>
public class NngpVersusNtkStudyTests
{
    private const string Dense = "dense(1.4,0.1) relu dense(1.4,0.1)", Pooled = "convGap(2)";

    private readonly TemporaryFolder folder = new();
    private readonly StudyTwin twin = new(60, 80);
    private JsonElement result;

    private JsonElement Values => result.GetProperty("values");

    [OneTimeSetUp]
    public void Run() => result = CliProgram.Run(
        folder, "study", "nngp-vs-ntk", "--train", "60", "--test", "80", "--network", Dense, "--network", Pooled, "--report", "r.html", "--curves", "c.npz", "--json").Succeeds().Json;

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_ridge_has_the_validation_scores_of_a_separate_fit()
    {
        LabelledData<double> train = twin.Prepared(twin.Train), held = twin.Prepared(twin.Held);
        double[][] curve = StudyTwin.Curve(folder.File("c.npz"), "accuracy-over-ridge");
        Assert.That(curve, Has.Length.EqualTo(2 * 2 * 20));
        foreach (double[] point in curve)
        {
            Ntk.Solvers.KernelKind kind = point[1] == 1 ? KernelKind.Ntk : KernelKind.Nngp;
            System.Numerics.Tensors.Tensor<double> scores = StudyTwin.Scores(point[0] == 0 ? Dense : Pooled, kind, train, held, point[2]);
            Assert.That(point[3], Is.EqualTo(StudyTwin.Share(StudyTwin.Right(scores, held))), $"{point[0]} {kind} {point[2]}");
            Assert.That(point[4], Is.EqualTo(StudyTwin.MeanSquaredError(scores, held)).Within(1e-9));
        }

        Assert.That(curve.Take(20).Select(point => Math.Log10(point[2])), Is.EqualTo(Enumerable.Range(0, 20).Select(i => -7 + 9.0 * i / 19)).Within(1e-12));
    }

    [Test]
    public void The_most_accurate_ridge_with_the_smallest_error_is_chosen_and_fitted_to_all()
    {
        double[][] curve = StudyTwin.Curve(folder.File("c.npz"), "accuracy-over-ridge");
        LabelledData<double> fit = twin.Prepared(twin.Fit), test = twin.Prepared(twin.Test);
        var pairs = new List<(bool[] Nngp, bool[] Ntk)>();
        foreach ((JsonElement pair, int network) in Values.GetProperty("networks").EnumerateArray().Select((pair, index) => (pair, index)))
        {
            bool[][] right = [.. ((string[])["nngp", "ntk"]).Select((name, kernel) =>
            {
                double[] best = curve.Where(point => (int)point[0] == network && (int)point[1] == kernel).OrderByDescending(point => point[3]).ThenBy(point => point[4]).First();
                JsonElement model = pair.GetProperty(name);
                Assert.That(model.GetProperty("ridge").GetDouble(), Is.EqualTo(best[2]));
                bool[] rows = StudyTwin.Right(StudyTwin.Scores(network == 0 ? Dense : Pooled, kernel == 0 ? KernelKind.Nngp : KernelKind.Ntk, fit, test, best[2]), test);
                Assert.That(model.GetProperty("testAccuracy").GetDouble(), Is.EqualTo(StudyTwin.Share(rows)));
                return rows;
            })];
            StudyTwin.AssertPaired(pair.GetProperty("test"), right[0], right[1]);
            pairs.Add((right[0], right[1]));
        }

        StudyTwin.AssertAverage(Values.GetProperty("average"), [.. pairs]);
    }

    [Test]
    public void The_finding_follows_from_the_numbers()
    {
        JsonElement[] networks = [.. Values.GetProperty("networks").EnumerateArray()];
        int worse = networks.Count(network => network.GetProperty("test").GetProperty("difference").GetDouble() < 0 && network.GetProperty("test").GetProperty("pValue").GetDouble() < 0.05);
        Assert.That(result.GetProperty("isReproduced").GetBoolean(), Is.EqualTo(Values.GetProperty("average").GetProperty("lower").GetDouble() >= -0.01 && 2 * worse < 2));
        Assert.That(networks.Select(network => (network.GetProperty("nngpBytes").GetInt64(), network.GetProperty("ntkBytes").GetInt64())), Has.All.EqualTo((60 * 60 * 8, 2 * 60 * 60 * 8)));
        Assert.That(networks.Select(network => network.GetProperty("nngpFlops").GetDouble() / network.GetProperty("ntkFlops").GetDouble()), Has.All.InRange(0.3, 0.9));
    }

    [Test]
    public void The_report_stands_alone() => StudyTwin.AssertReport(folder.File("r.html"), result, plots: 2);

    [Test]
    public void Whitened_inputs_are_those_of_ZCA()
    {
        JsonElement whitened = CliProgram.Run(
            folder, "study", "nngp-vs-ntk", "--train", "60", "--test", "80", "--network", Dense, "--prepare", "zca:0.05", "--report", "z.html", "--curves", "folder", "--json").Succeeds().Json;
        JsonElement nngp = whitened.GetProperty("values").GetProperty("networks")[0].GetProperty("nngp");
        LabelledData<double> fit = twin.Prepared(twin.Fit, 0.05), test = twin.Prepared(twin.Test, 0.05);
        bool[] right = StudyTwin.Right(StudyTwin.Scores(Dense, KernelKind.Nngp, fit, test, nngp.GetProperty("ridge").GetDouble()), test);
        Assert.That(nngp.GetProperty("testAccuracy").GetDouble(), Is.EqualTo(StudyTwin.Share(right)));
        string[] lines = File.ReadAllLines(Path.Combine(folder.File("folder"), "accuracy-over-ridge.csv"));
        Assert.That(lines[0], Is.EqualTo("network,is_ntk,ridge,validation_accuracy,validation_mean_squared_error"));
        Assert.That(lines, Has.Length.EqualTo(41));
    }
}
