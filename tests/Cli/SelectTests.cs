using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Ensembles;
using Ntk.Solvers.Inference;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk select</c>: its numbers are those of separate fits, its choice is the best of them, and its report stands alone.</summary>
public class SelectTests
{
    private const int TrainRows = 120, TestRows = 80;

    private readonly TemporaryFolder folder = new();
    private JsonElement result;
    private XDocument report = new();
    private string page = "";
    private LabelledData<double> train = null!;
    private LabelledData<double> test = null!;

    [OneTimeSetUp]
    public void Run()
    {
        result = CliProgram.Run(
            folder, "select", "--data", "digits", "--train", $"{TrainRows}", "--test", $"{TestRows}", "--depths", "1,2", "--w-std", "1.4,1.7", "--b-std", "0.1", "--ridges", "1e-3,1e-1,10", "--activation", "erf",
            "--seed", "7", "--weights", "stacked", "--report", "r.html", "--output", "net.json", "--json").Succeeds().Json;
        page = File.ReadAllText(folder.File("r.html"));
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        report = XDocument.Load(reader);
        (train, test, _) = Rows(TrainRows, 0);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_candidate_has_the_numbers_of_a_separate_fit()
    {
        JsonElement[] candidates = [.. result.GetProperty("candidates").EnumerateArray()];
        Assert.That(candidates, Has.Length.EqualTo(2 * 2 * 2 * 3));
        foreach (JsonElement candidate in candidates)
        {
            using GaussianProcess<double> process = Fit(candidate, train);
            LeaveOneOut<double> left = process.LeaveOneOut();
            Tensor<double> targets = OneHot.Encode<double>(train.Labels, 10);
            Assert.Multiple(() =>
            {
                Assert.That(candidate.GetProperty("logMarginalLikelihood").GetDouble(), Is.EqualTo(process.LogMarginalLikelihood().Sum()).Within(1e-6));
                Assert.That(candidate.GetProperty("leaveOneOutSquaredError").GetDouble(), Is.EqualTo(left.Mean.Zip(targets, (a, b) => (a - b) * (a - b)).Average()).Within(1e-9));
                Assert.That(candidate.GetProperty("leaveOneOutAccuracy").GetDouble(), Is.EqualTo(Share(OneHot.Decode<double>(left.Mean), train.Labels)));
            });
        }
    }

    [Test]
    public void The_ranking_has_the_best_ridge_of_each_and_the_best_first()
    {
        double[] best = [.. result.GetProperty("candidates").EnumerateArray().GroupBy(NameOf).Select(ridges => ridges.Max(Likelihood)).OrderDescending()];
        Assert.That(result.GetProperty("ranking").EnumerateArray().Select(Likelihood), Is.EqualTo(best));
        JsonElement chosen = result.GetProperty("ranking")[0];
        Assert.That(Network.FromJson(File.ReadAllText(folder.File("net.json"))), Is.EqualTo(NetworkOf(chosen)));
        Assert.That(result.GetProperty("failures").GetArrayLength(), Is.Zero);
        Assert.That(result.GetProperty("isComplete").GetBoolean());
    }

    [Test]
    public void The_choice_and_the_ensemble_have_the_scores_of_separate_fits()
    {
        JsonElement[] best = [.. result.GetProperty("ranking").EnumerateArray().Take(3)];
        var members = new List<(Prediction<double> Prediction, Tensor<double> Left, Tensor<double> Softmax, Tensor<double> Gaussian, double Temperature)>();
        foreach (JsonElement member in best)
        {
            using GaussianProcess<double> process = Fit(member, train);
            Prediction<double> prediction = process.Predict(test.Features, PredictionKind.Variance);
            Tensor<double> left = process.LeaveOneOut().Mean;
            double temperature = Temperature.Fit<double>(left, train.Labels);
            members.Add((
                prediction, left, ClassProbabilities.Softmax<double>(prediction.Mean, temperature),
                ClassProbabilities.Largest<double>(prediction.Mean, Tensor.Add<double>(prediction.Variance!, process.Report.Ridge)), temperature));
        }

        IReadOnlyList<double> weights = EnsembleWeights.Stacked<double>([.. members.Select(member => member.Left)], OneHot.Encode<double>(train.Labels, 10));
        JsonElement chosen = result.GetProperty("chosen"), ensemble = result.GetProperty("ensemble");
        Assert.Multiple(() =>
        {
            Assert.That(chosen.GetProperty("temperature").GetDouble(), Is.EqualTo(members[0].Temperature).Within(1e-3).Percent);
            Assert.That(chosen.GetProperty("accuracy").GetDouble(), Is.EqualTo(Share(OneHot.Decode<double>(members[0].Prediction.Mean), test.Labels)));
            AssertCalibration(chosen.GetProperty("softmax"), row => members[0].Softmax.GetSpan([row, 0], 10).ToArray());
            AssertCalibration(chosen.GetProperty("gaussian"), row => members[0].Gaussian.GetSpan([row, 0], 10).ToArray());
            Assert.That(ensemble.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()), Is.EqualTo(weights).Within(1e-5));
            AssertCalibration(ensemble.GetProperty("gaussian"), row => [.. Enumerable.Range(0, 10).Select(c => members.Zip(weights, (member, weight) => weight * member.Gaussian[row, c]).Sum())]);
        });
    }

    [Test]
    public void The_report_has_every_section_and_loads_nothing()
    {
        Assert.That(Elements("section").Select(section => (string)section.Attribute("id")!), Is.EqualTo((string[])["candidates", "test", "reliability", "setup"]));
        string[][] rows = [.. Elements("section").First().Descendants().Where(element => element.Name.LocalName == "tr" && element.Elements().Any(cell => cell.Name.LocalName == "td"))
            .Select(row => row.Elements().Select(cell => cell.Value.Replace('\u00A0', ' ').Replace('−', '-')).ToArray())];
        Assert.That(
            rows.Select(row => row[5]), Is.EqualTo(result.GetProperty("ranking").EnumerateArray().Select(row => Likelihood(row).ToString("N1", CultureInfo.InvariantCulture))));
        int filled = new[] { "chosen", "ensemble" }.Sum(model => new[] { "softmax", "gaussian" }.Sum(
            kind => result.GetProperty(model).GetProperty(kind).GetProperty("bins").EnumerateArray().Count(bin => bin.GetProperty("count").GetInt32() > 0)));
        Assert.That(Elements("svg").Where(svg => (string?)svg.Attribute("class") == "plot").SelectMany(svg => svg.Descendants()).Count(element => element.Name.LocalName == "circle"), Is.EqualTo(filled), "a dot for each bin with rows");
        Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script").And.Not.Contain("@import").And.Not.Contain("url("));
        Assert.That(Elements("pre").First().Value, Does.StartWith("ntk select --data digits").And.Contain("--seed 7"));
    }

    [Test]
    public void On_validation_rows_the_most_accurate_is_chosen_and_fitted_to_all()
    {
        JsonElement found = CliProgram.Run(
            folder, "select", "--train", "100", "--test", "60", "--by", "validation", "--validation", "0.3", "--depths", "1", "--w-std", "1.4", "--b-std", "0,0.5", "--kernel", "nngp", "--ridges", "1e-4,1e-1,3",
            "--seed", "7", "--members", "1", "--json").Succeeds().Json;
        (LabelledData<double> fit, LabelledData<double> tested, LabelledData<double> held) = Rows(70, 30, 60);
        double best = 0;
        foreach (JsonElement candidate in found.GetProperty("candidates").EnumerateArray())
        {
            using GaussianProcess<double> process = Fit(candidate, fit, "relu");
            double accuracy = Share(OneHot.Decode<double>(process.Predict(held.Features).Mean), held.Labels);
            Assert.That(candidate.GetProperty("validationAccuracy").GetDouble(), Is.EqualTo(accuracy));
            best = Math.Max(best, accuracy);
        }

        Assert.That(found.GetProperty("ranking")[0].GetProperty("validationAccuracy").GetDouble(), Is.EqualTo(best));
        Assert.That((found.GetProperty("trainRows").GetInt32(), found.GetProperty("validationRows").GetInt32()), Is.EqualTo((70, 30)));
        Assert.That(found.TryGetProperty("ensemble", out _), Is.False);

        double[] all = [.. fit.Features, .. held.Features];
        using GaussianProcess<double> whole = GaussianProcess.Fit<double>(
            NetworkOf(found.GetProperty("ranking")[0], "relu"), KernelKind.Nngp, Tensor.Create(all, [100, .. fit.Features.Lengths[1..]]), OneHot.Encode<double>([.. fit.Labels, .. held.Labels], 10),
            Ridge.Relative(found.GetProperty("ranking")[0].GetProperty("ridge").GetDouble()));
        Assert.That(found.GetProperty("chosen").GetProperty("accuracy").GetDouble(), Is.EqualTo(Share(OneHot.Decode<double>(whole.Predict(tested.Features).Mean), tested.Labels)));
    }

    [TestCase("10,100,1000", "is at the lower end of those offered: a smaller one may be better")]
    [TestCase("1e-8,1e-7,1e-6", "is at the upper end of those offered: a larger one may be better")]
    [TestCase("1e-8,1e-7,1e-6 --refine", "is at the upper end of those offered: a larger one may be better")]
    [TestCase("1e-8,1e-4,10", null)]
    [TestCase("0,10,100", null)]
    [TestCase("10", null)]
    public void A_ridge_at_an_end_of_those_offered_is_warned_of(string ridges, string? warning)
    {
        JsonElement found = CliProgram.Run(
            folder, ["select", "--train", "80", "--test", "40", "--depths", "1", "--w-std", "1.4", "--b-std", "0.1", "--kernel", "nngp", "--by", "leave-one-out", "--members", "1", "--json", "--ridges", .. ridges.Split(' ')]).Succeeds().Json;
        string[] warnings = [.. found.GetProperty("warnings").EnumerateArray().Select(text => text.GetString()!)];
        Assert.That(warnings, warning is null ? Is.Empty : Has.One.Contains(warning), $"{found.GetProperty("ranking")[0]}");
    }

    [Test]
    public void A_dry_run_says_what_it_would_take_and_writes_nothing()
    {
        JsonElement plan = CliProgram.Run(folder, "select", "--train", "100", "--test", "50", "--report", "dry.html", "--output", "dry.json", "--dry-run", "--json").Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("networks").GetInt32(), Is.EqualTo(18));
            Assert.That(plan.GetProperty("models").GetInt32(), Is.EqualTo(18 * 2 * 21));
            Assert.That(plan.GetProperty("bytes").GetInt64(), Is.GreaterThan(4 * 8 * 100 * 100), "two kernels, and twice a kernel for the eigendecomposition");
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.GreaterThan(0));
            Assert.That(File.Exists(folder.File("dry.html")) || File.Exists(folder.File("dry.json")), Is.False);
        });
    }

    [TestCase("--depths 1,x", "--depths has 'x'")]
    [TestCase("--depths -1", "--depths has '-1'")]
    [TestCase("--w-std 0", "--w-std has '0'")]
    [TestCase("--activation foo", "--activation is 'foo'")]
    [TestCase("--activation dense", "--activation is 'dense'")]
    [TestCase("--by luck", "likelihood, leave-one-out, leave-one-out-density, validation")]
    [TestCase("--kernel all", "nngp, ntk, both")]
    [TestCase("--validation 0.2", "--by validation")]
    [TestCase("--by validation --refine", "--refine")]
    [TestCase("--members 0", "--members is 0")]
    [TestCase("--report no/such/r.html", "there is no folder")]
    public void What_cannot_be_is_refused_with_its_reason(string arguments, string reason)
    {
        CliOutcome outcome = CliProgram.Run(folder, ["select", "--train", "50", .. arguments.Split(' ')]);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, outcome.Error)));
        Assert.That(outcome.Error, Does.Contain(reason));
    }

    [Test]
    public void Networks_that_all_fail_are_an_error_with_the_first_reason()
    {
        File.WriteAllLines(folder.File("flat.csv"), ["a,b,class", .. Enumerable.Range(0, 40).Select(row => $"{row % 7},{row % 5},{row % 2}")]);
        CliOutcome outcome = CliProgram.Run(folder, "select", "--data", "flat.csv", "--architecture", "convvec", "--depths", "1", "--w-std", "1", "--b-std", "0");
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("1 networks failed").And.Contain("height"));
    }

    [Test]
    [Platform(Include = "Unix", Reason = "Signals are sent with kill.")]
    public void What_an_interrupted_selection_has_found_is_printed()
    {
        using Process process = CliProgram.Start(
            folder, blas: null, "select", "--train", "400", "--depths", string.Join(',', Enumerable.Range(0, 201)), "--report", "never.html", "--json");
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(4)), Is.False, "the work takes longer than this");
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        CliOutcome outcome = CliProgram.Finish(process);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(130));
            Assert.That(outcome.Json.GetProperty("isComplete").GetBoolean(), Is.False);
            Assert.That(outcome.Json.GetProperty("candidates").GetArrayLength(), Is.GreaterThan(0));
            Assert.That(outcome.Json.TryGetProperty("chosen", out _), Is.False);
            Assert.That(File.Exists(folder.File("never.html")), Is.False);
        });
    }

    [Test]
    public void Predictions_of_classes_say_how_calibrated_they_are()
    {
        const string text = "dense(1.4,0.1) relu dense(1.4,0.1)";
        CliProgram.Run(folder, "fit", "--network", text, "--data", "digits", "--rows", "100", "--ridge", "1e-2", "--model", "c.ntk").Succeeds();
        CliOutcome outcome = CliProgram.Run(folder, "predict", "--model", "c.ntk", "--data", "digits", "--rows", "300", "--variance", "--json").Succeeds();
        LabelledData<double> digits = Digits.Load<double>(), fitted = digits.Take(100), seen = digits.Take(300);
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(NetworkText.Parse(text), KernelKind.Nngp, fitted.Features, OneHot.Encode<double>(fitted.Labels, 10), Ridge.Relative(1e-2));
        Prediction<double> prediction = process.Predict(seen.Features, PredictionKind.Variance);
        Tensor<double> p = ClassProbabilities.Largest<double>(prediction.Mean, Tensor.Add<double>(prediction.Variance!, process.Report.Ridge));
        AssertCalibration(outcome.Json.GetProperty("calibration").GetProperty("classes"), row => p.GetSpan([row, 0], 10).ToArray(), seen.Labels);
        Assert.That(CliProgram.Run(folder, "predict", "--model", "c.ntk", "--data", "digits", "--rows", "30", "--json").Succeeds().Json.TryGetProperty("calibration", out _), Is.False, "no variances");
    }

    [Test]
    public void Predictions_of_values_say_how_often_intervals_hold_them()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 60).Select(_ => 2 * random.NextDouble() - 1)];
        Npy.Write<double>(folder.File("x.npy"), Tensor.Create(x, [60, 1]));
        Npy.Write<double>(folder.File("y.npy"), Tensor.Create([.. x.Select(value => Math.Sin(3 * value) + 0.1 * random.NextDouble())], [60, 1]));
        CliProgram.Run(folder, "fit", "--network", "dense(1.5,0.1) erf dense(1.5,0.1)", "--x", "x.npy", "--y", "y.npy", "--ridge", "1e-2", "--model", "v.ntk").Succeeds();
        JsonElement values = CliProgram.Run(folder, "predict", "--model", "v.ntk", "--x", "x.npy", "--y", "y.npy", "--variance", "--json").Succeeds().Json.GetProperty("calibration").GetProperty("values");
        Tensor<double> inputs = Npy.Read<double>(folder.File("x.npy")), targets = Npy.Read<double>(folder.File("y.npy"));
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(NetworkText.Parse("dense(1.5,0.1) erf dense(1.5,0.1)"), KernelKind.Nngp, inputs, targets, Ridge.Relative(1e-2));
        Prediction<double> prediction = process.Predict(inputs, PredictionKind.Variance);
        double[] z = [.. Enumerable.Range(0, 60).Select(row => (targets[row, 0] - prediction.Mean[row, 0]) / Math.Sqrt(prediction.Variance![row] + process.Report.Ridge))];
        Assert.Multiple(() =>
        {
            Assert.That(values.GetProperty("scoreDeviation").GetDouble(), Is.EqualTo(Math.Sqrt(z.Average(score => score * score))).Within(1e-8));
            Assert.That(values.GetProperty("meanScore").GetDouble(), Is.EqualTo(z.Average()).Within(1e-8));
            Assert.That(values.GetProperty("coverage")[2].GetProperty("observed").GetDouble(), Is.EqualTo(z.Count(score => Math.Abs(score) <= 1.6448536269514722) / 60.0));
        });
    }

    private IEnumerable<XElement> Elements(string name) => report.Descendants().Where(element => element.Name.LocalName == name);

    private void AssertCalibration(JsonElement found, Func<int, double[]> probabilities, int[]? labels = null)
    {
        labels ??= test.Labels;
        double likelihood = 0, brier = 0, error = 0;
        var bins = new List<(double Confidence, bool IsRight)>[15];
        for (int row = 0; row < labels.Length; row++)
        {
            double[] p = probabilities(row);
            likelihood -= Math.Log(p[labels[row]]) / labels.Length;
            brier += p.Select((share, c) => Math.Pow(share - (c == labels[row] ? 1 : 0), 2)).Sum() / labels.Length;
            (bins[Math.Clamp((int)Math.Ceiling(p.Max() * 15) - 1, 0, 14)] ??= []).Add((p.Max(), Array.IndexOf(p, p.Max()) == labels[row]));
        }

        foreach (List<(double Confidence, bool IsRight)> bin in bins.Where(bin => bin is not null))
            error += Math.Abs(bin.Average(row => row.IsRight ? 1.0 : 0) - bin.Average(row => row.Confidence)) * bin.Count / labels.Length;
        Assert.That(found.GetProperty("negativeLogLikelihood").GetDouble(), Is.EqualTo(likelihood).Within(1e-4));
        Assert.That(found.GetProperty("brierScore").GetDouble(), Is.EqualTo(brier).Within(1e-5));
        Assert.That(found.GetProperty("expectedCalibrationError").GetDouble(), Is.EqualTo(error).Within(1e-4));
    }

    private static double Likelihood(JsonElement row) => row.GetProperty("logMarginalLikelihood").GetDouble();

    private static string NameOf(JsonElement row) => $"{row.GetProperty("depth")} {row.GetProperty("wStd")} {row.GetProperty("kernel")}";

    private static Network NetworkOf(JsonElement row, string activation = "erf")
    {
        string dense = $"dense({row.GetProperty("wStd")},{row.GetProperty("bStd")})";
        return NetworkText.Parse($"{row.GetProperty("depth")}*({dense} {activation}) {dense}");
    }

    private static GaussianProcess<double> Fit(JsonElement row, LabelledData<double> data, string activation = "erf") => GaussianProcess.Fit<double>(
        NetworkOf(row, activation), row.GetProperty("kernel").GetString() == "ntk" ? KernelKind.Ntk : KernelKind.Nngp, data.Features, OneHot.Encode<double>(data.Labels, 10),
        Ridge.Relative(row.GetProperty("ridge").GetDouble()));

    private static double Share(int[] predicted, int[] labels) => predicted.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;

    private static (LabelledData<double> Train, LabelledData<double> Test, LabelledData<double> Validation) Rows(int trainRows, int validationRows, int testRows = TestRows)
    {
        LabelledData<double> digits = Digits.Load<double>();
        DataSplit split = DataSplit.Stratified(digits.Labels, 10, new(trainRows, validationRows, testRows), seed: 7);
        LabelledData<double> train = digits.Select(split.Train), validation = digits.Select(split.Validation), test = digits.Select(split.Test);
        Standardiser standardiser = Standardiser.FitChannels<double>(train.Features);
        foreach (LabelledData<double> rows in (LabelledData<double>[])[train, validation, test])
            standardiser.Apply<double>(rows.Features);
        return (train, test, validation);
    }
}
