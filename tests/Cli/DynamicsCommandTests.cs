using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Inference;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk dynamics</c>: its outputs are the library's, and every figure follows from the outputs.</summary>
public class DynamicsCommandTests
{
    private const string Text = "2*(dense(1.4,0.1) relu) dense(1.4,0.1)";
    private const int TrainRows = 60, TestRows = 40, Classes = 10;

    private static readonly double[] Times = [0, 10, 1000, double.PositiveInfinity];

    private readonly TemporaryFolder folder = new();
    private JsonElement result;
    private LabelledData<double> train = null!;
    private LabelledData<double> test = null!;
    private Tensor<double> targets = Tensor.Create<double>([]);
    private Tensor<double> trained = Tensor.Create<double>([]);
    private Tensor<double> tested = Tensor.Create<double>([]);
    private double[] eigenvalues = [];

    [OneTimeSetUp]
    public void Run()
    {
        LabelledData<double> digits = Digits.Load<double>();
        DataSplit split = DataSplit.Stratified(digits.Labels, Classes, new(TrainRows, 0, TestRows), seed: 7);
        (train, test) = (digits.Select(split.Train), digits.Select(split.Test));
        Standardiser standardiser = Standardiser.FitChannels<double>(train.Features);
        standardiser.Apply<double>(train.Features);
        standardiser.Apply<double>(test.Features);
        targets = OneHot.Encode<double>(train.Labels, Classes);
        using GramResult<double> gram = new GramBuilder<double>(NetworkText.Parse(Text)).Build(train.Features, KernelOutputs.Ntk);
        eigenvalues = new double[TrainRows];
        new ManagedLinearAlgebra().Eigenvalues(gram.Ntk.AsMatrix(), eigenvalues.AsSpan());

        result = OfDigits("--times", "1000,0,inf,10,10", "--report", "r.html", "--output", "o.npz");
        (trained, tested) = Outputs("o.npz");
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Outputs_are_those_of_the_closed_form()
    {
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(
            NetworkText.Parse(Text), KernelKind.Ntk, train.Features, targets, test.Features, Number(result, "learningRate"));
        Tensor<double> zeros = Tensor.CreateFromShape<double>([TrainRows, Classes]), testZeros = Tensor.CreateFromShape<double>([TestRows, Classes]);
        using NpzReader archive = NpzReader.Open(folder.File("o.npz"));
        Assert.Multiple(() =>
        {
            Assert.That(archive.Names, Is.EqualTo((string[])["times", "train", "test"]));
            Assert.That(archive.Read<double>("times"), Is.EqualTo(Times));
            Assert.That(trained.Lengths.ToArray(), Is.EqualTo((nint[])[4, TrainRows, Classes]));
            Assert.That(tested.Lengths.ToArray(), Is.EqualTo((nint[])[4, TestRows, Classes]));
            for (int i = 0; i < Times.Length; i++)
            {
                Assert.That(At(trained, i), Is.EqualTo(dynamics.TrainingOutputs(Times[i], zeros).ToArray()).Within(1e-10));
                Assert.That(At(tested, i), Is.EqualTo(dynamics.TestOutputs(Times[i], zeros, testZeros).ToArray()).Within(1e-10));
            }
        });
    }

    [Test]
    public void The_end_is_kernel_regression_without_a_ridge_and_the_start_is_zero()
    {
        using GaussianProcess<double> fit = GaussianProcess.Fit<double>(NetworkText.Parse(Text), KernelKind.Ntk, train.Features, targets, Ridge.Absolute(0));
        Assert.Multiple(() =>
        {
            Assert.That(At(trained, 0).Concat(At(tested, 0)), Is.All.Zero.Within(1e-14));
            Assert.That(At(trained, 3), Is.EqualTo(targets.ToArray()).Within(1e-9));
            Assert.That(At(tested, 3), Is.EqualTo(fit.Predict(test.Features).Mean.ToArray()).Within(1e-8));
        });
    }

    [Test]
    public void Every_figure_follows_from_the_outputs_and_the_eigenvalues()
    {
        const double N = TrainRows * Classes;
        double stable = 2 * N / eigenvalues[^1], rate = Number(result, "learningRate");
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(NetworkText.Parse(Text), KernelKind.Ntk, train.Features, targets, test.Features, rate);
        JsonElement[] points = [.. result.GetProperty("points").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(Number(result, "largestStableLearningRate"), Is.EqualTo(stable).Within(1e-8).Percent);
            Assert.That(rate, Is.EqualTo(stable / 2).Within(1e-8).Percent);
            Assert.That(points.Select(point => Number(point, "time")), Is.EqualTo(Times));
            for (int i = 0; i < Times.Length; i++)
            {
                AssertScore(points[i].GetProperty("training"), At(trained, i), targets.ToArray(), train.Labels);
                AssertScore(points[i].GetProperty("test"), At(tested, i), OneHot.Encode<double>(test.Labels, Classes).ToArray(), test.Labels);
                Tensor<double> covariance = dynamics.TestEnsemble(Times[i]).Covariance;
                Assert.That(Number(points[i], "standardDeviation"), Is.EqualTo(Math.Sqrt(Enumerable.Range(0, TestRows).Average(row => covariance[row, row]))).Within(1e-7).Percent);
                if (i > 0)
                {
                    Assert.That(Number(points[i], "ridge"), Is.EqualTo(N / (rate * Times[i])).Within(1e-9).Percent);
                    Assert.That(Number(points[i], "relativeRidge"), Is.EqualTo(N / (rate * Times[i]) / eigenvalues.Average()).Within(1e-7).Percent);
                }
            }

            Assert.That(points[0].TryGetProperty("ridge", out _), Is.False, "no ridge is like no training");
        });
    }

    [Test]
    public void The_report_has_every_section_and_loads_nothing()
    {
        string page = File.ReadAllText(folder.File("r.html"));
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement[] elements = [.. XDocument.Load(reader).Descendants()];
        Assert.Multiple(() =>
        {
            Assert.That(elements.Where(element => element.Name.LocalName == "section").Select(section => (string)section.Attribute("id")!), Is.EqualTo((string[])["results", "time", "setup"]));
            Assert.That(elements.Single(element => element.Name.LocalName == "tbody").Elements().Count(), Is.EqualTo(Times.Length));
            Assert.That(elements.Count(element => element.Name.LocalName == "svg" && (string?)element.Attribute("class") == "plot"), Is.EqualTo(2), "loss and accuracy");
            Assert.That(elements.First(element => element.Name.LocalName == "pre").Value, Does.StartWith("ntk dynamics --network").And.Contain("--times 1000,0,inf,10,10"));
            Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script").And.Not.Contain("@import").And.Not.Contain("url("));
        });
    }

    [TestCase("0")]
    [TestCase("0.9")]
    public void Values_from_files_are_followed_with_momentum(string momentum)
    {
        Tensor<double> x = RandomInputs.Normal<double>(12, 3, seed: 1), y = RandomInputs.Normal<double>(12, 2, seed: 2), xt = RandomInputs.Normal<double>(5, 3, seed: 3), yt = RandomInputs.Normal<double>(5, 2, seed: 4);
        foreach ((string name, Tensor<double> values) in ((string, Tensor<double>)[])[("x", x), ("y", y), ("xt", xt), ("yt", yt)])
            Npy.Write<double>(folder.File($"{name}.npy"), values);
        JsonElement found = CliProgram.Run(
            folder, "dynamics", "--network", Text, "--x", "x.npy", "--y", "y.npy", "--x-test", "xt.npy", "--y-test", "yt.npy", "--kernel", "nngp", "--learning-rate", "0.5", "--momentum", momentum,
            "--times", "20", "--output", "m.npz", "--json").Succeeds().Json;
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(
            NetworkText.Parse(Text), KernelKind.Nngp, x, y, xt, 0.5, double.Parse(momentum, CultureInfo.InvariantCulture));
        double[] expected = dynamics.TestOutputs(20, Tensor.CreateFromShape<double>([12, 2]), Tensor.CreateFromShape<double>([5, 2])).ToArray();
        double square = expected.Zip(yt, (a, b) => (a - b) * (a - b)).Average();
        JsonElement point = found.GetProperty("points")[0];
        Assert.Multiple(() =>
        {
            Assert.That(At(Outputs("m.npz").Test, 0), Is.EqualTo(expected).Within(1e-10));
            Assert.That(Number(point.GetProperty("test"), "loss"), Is.EqualTo(square / 2).Within(1e-8).Percent);
            Assert.That(Number(point.GetProperty("test"), "rootMeanSquaredError"), Is.EqualTo(Math.Sqrt(square)).Within(1e-8).Percent);
            Assert.That(point.GetProperty("test").TryGetProperty("accuracy", out _), Is.False);
            Assert.That(point.TryGetProperty("ridge", out _), Is.False, "training with momentum is like no ridge");
            Assert.That(Number(found, "momentum"), Is.EqualTo(double.Parse(momentum, CultureInfo.InvariantCulture)));
        });
    }

    [Test]
    public void Without_outliers_the_integrated_huber_loss_meets_the_closed_form()
    {
        JsonElement found = OfDigits("--loss", "huber", "--huber-delta", "1e6", "--times", "10,1000", "--output", "h.npz");
        (Tensor<double> huber, Tensor<double> huberTest) = Outputs("h.npz");
        Assert.Multiple(() =>
        {
            Assert.That(Number(found, "learningRate"), Is.EqualTo(Number(result, "learningRate")).Within(1e-8).Percent, "the same curvature");
            Assert.That(found.GetProperty("steps").GetInt32(), Is.GreaterThan(10));
            for (int i = 0; i < 2; i++)
            {
                Assert.That(At(huber, i), Is.EqualTo(At(trained, i + 1)).Within(1e-5));
                Assert.That(At(huberTest, i), Is.EqualTo(At(tested, i + 1)).Within(1e-5));
            }
        });
    }

    [Test]
    public void Cross_entropy_is_that_of_the_outputs_and_they_are_the_librarys()
    {
        JsonElement found = OfDigits("--loss", "cross-entropy", "--times-from", "1", "--times-to", "100", "--points", "3", "--output", "c.npz");
        (Tensor<double> logits, Tensor<double> testLogits) = Outputs("c.npz");
        using GradientFlow<double> flow = GradientFlow.Prepare<double>(NetworkText.Parse(Text), KernelKind.Ntk, train.Features, test.Features);
        Tensor<double> oneHot = Tensor.Create<double>([.. train.Labels.SelectMany(label => Enumerable.Range(0, Classes).Select(c => c == label ? 1.0 : 0))], [TrainRows, Classes]);
        FlowPath<double> path = flow.Follow(new SoftmaxCrossEntropy<double>(), oneHot, [1, 10, 100], new() { LearningRate = Number(found, "learningRate") });
        Assert.Multiple(() =>
        {
            // The curvature of cross-entropy is at most 1/(2·rows).
            Assert.That(Number(found, "largestStableLearningRate"), Is.EqualTo(4 * TrainRows / eigenvalues[^1]).Within(1e-8).Percent);
            for (int i = 0; i < 3; i++)
            {
                JsonElement point = found.GetProperty("points")[i];
                Assert.That(Number(point, "time"), Is.EqualTo(Math.Pow(10, i)).Within(1e-12).Percent);
                Assert.That(At(logits, i), Is.EqualTo(path.Points[i].Training.ToArray()).Within(1e-6));
                Assert.That(At(testLogits, i), Is.EqualTo(path.Points[i].Test!.ToArray()).Within(1e-6));
                Assert.That(Number(point.GetProperty("training"), "loss"), Is.EqualTo(CrossEntropy(At(logits, i), train.Labels)).Within(1e-9));
                Assert.That(Number(point.GetProperty("test"), "loss"), Is.EqualTo(CrossEntropy(At(testLogits, i), test.Labels)).Within(1e-9));
                Assert.That(Number(point.GetProperty("test"), "accuracy"), Is.EqualTo(Accuracy(At(testLogits, i), test.Labels)));
                Assert.That(point.GetProperty("test").TryGetProperty("rootMeanSquaredError", out _), Is.False, "logits are no targets");
            }
        });
    }

    [Test]
    public void A_rate_that_diverges_in_steps_is_warned_of()
    {
        CliOutcome outcome = CliProgram.Run(folder, "dynamics", "--network", Text, "--data", "digits", "--train", "30", "--test", "20", "--learning-rate", "1e6", "--times", "1").Succeeds();
        Assert.That(outcome.Error, Does.Contain("gradient descent in steps diverges"));
        Assert.That(outcome.Output, Does.Contain("training loss").And.Contain("test accuracy").And.Contain("ensemble std").And.Contain("relative ridge"));
    }

    [Test]
    public void Steps_that_are_used_up_are_an_error_and_nothing_is_written()
    {
        CliOutcome outcome = CliProgram.Run(
            folder, "dynamics", "--network", Text, "--data", "digits", "--train", "30", "--test", "20", "--loss", "logistic", "--times", "1e6", "--max-steps", "20", "--output", "never.npz", "--report", "never.html");
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Error, Does.Contain("After 20 steps").And.Contain("or allow more steps"));
            Assert.That(outcome.Output, Is.Empty);
            Assert.That(Directory.GetFiles(folder.Path, "never*"), Is.Empty);
        });
    }

    [TestCase("mse")]
    [TestCase("cross-entropy")]
    public void A_dry_run_states_the_plan_and_writes_nothing(string loss)
    {
        JsonElement plan = CliProgram.Run(
            folder, "dynamics", "--network", Text, "--data", "digits", "--train", "200", "--test", "100", "--loss", loss, "--report", "dry.html", "--output", "dry.npz", "--dry-run", "--json").Succeeds().Json;
        const int Size = sizeof(double), Outputs = 13 * (200 + 100) * Classes * Size;
        Assert.Multiple(() =>
        {
            Assert.That((plan.GetProperty("trainingRows").GetInt32(), plan.GetProperty("testRows").GetInt32(), plan.GetProperty("outputs").GetInt32()), Is.EqualTo((200, 100, Classes)));
            Assert.That(plan.GetProperty("bytes").GetInt64(), Is.InRange(2L * 200 * 200 * Size + Outputs, (8L << 20) + Outputs));
            Assert.That(plan.TryGetProperty("stepFlops", out JsonElement step), Is.EqualTo(loss != "mse"));
            if (loss != "mse")
                Assert.That(step.GetDouble(), Is.EqualTo(6 * 2.0 * 200 * 300 * Classes), "six products a step");
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.InRange(1e-4, 120));
            Assert.That(plan.GetProperty("fitsIntoMemory").GetBoolean());
            Assert.That(Directory.GetFiles(folder.Path, "dry*"), Is.Empty);
        });
    }

    [TestCase("--times 1,x", "--times has 'x'")]
    [TestCase("--times 1,-1", "--times has '-1'")]
    [TestCase("--times nan", "--times has 'nan'")]
    [TestCase("--times 1 --points 3", "either --times, or --times-from")]
    [TestCase("--times-from 10 --times-to 1", "the first must be the smaller")]
    [TestCase("--points 1", "--points is 1")]
    [TestCase("--loss hinge", "mse, cross-entropy, huber, logistic")]
    [TestCase("--loss huber --times 1,inf", "--times has inf")]
    [TestCase("--huber-delta 1", "--loss huber")]
    [TestCase("--loss huber --huber-delta 0", "--huber-delta is '0'")]
    [TestCase("--max-steps 5", "mse is in closed form")]
    [TestCase("--loss huber --max-steps 0", "--max-steps is 0")]
    [TestCase("--momentum 1", "--momentum is '1'")]
    [TestCase("--learning-rate fast", "--learning-rate is 'fast'")]
    [TestCase("--kernel ntkgp", "nngp, ntk")]
    [TestCase("--train 0", "--train is 0")]
    [TestCase("--x-test a.npy", "--x-test and --y-test go with --x")]
    [TestCase("--report no/such/r.html", "there is no folder")]
    public void What_cannot_be_is_refused_with_its_reason(string arguments, string reason)
    {
        CliOutcome outcome = CliProgram.Run(folder, ["dynamics", "--network", Text, "--data", "digits", .. arguments.Split(' ')]);
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Contain(reason));
        Assert.That(outcome.Error.TrimEnd(), Does.Not.Contain('\n'));
    }

    [Test]
    public void Targets_that_are_no_probabilities_are_refused()
    {
        Npy.Write<double>(folder.File("px.npy"), RandomInputs.Normal<double>(6, 2, seed: 1));
        Npy.Write<double>(folder.File("py.npy"), RandomInputs.Normal<double>(6, 2, seed: 2));
        CliOutcome outcome = CliProgram.Run(folder, "dynamics", "--network", Text, "--x", "px.npy", "--y", "py.npy", "--loss", "cross-entropy", "--times", "1");
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("probabilities").And.Contain("row 0"));
        CliOutcome missing = CliProgram.Run(folder, "dynamics", "--network", Text, "--x", "px.npy", "--times", "1");
        Assert.That((missing.ExitCode, missing.Error.Contains("--y file", StringComparison.Ordinal)), Is.EqualTo((2, true)), missing.Error);
    }

    private JsonElement OfDigits(params string[] more) => CliProgram.Run(
        folder, ["dynamics", "--network", Text, "--data", "digits", "--train", $"{TrainRows}", "--test", $"{TestRows}", "--seed", "7", "--json", .. more]).Succeeds().Json;

    private (Tensor<double> Train, Tensor<double> Test) Outputs(string file)
    {
        using NpzReader archive = NpzReader.Open(folder.File(file));
        return (archive.Read<double>("train"), archive.Read<double>("test"));
    }

    private static void AssertScore(JsonElement score, double[] outputs, double[] wanted, int[] labels)
    {
        double square = outputs.Zip(wanted, (a, b) => (a - b) * (a - b)).Average();
        Assert.That(Number(score, "loss"), Is.EqualTo(square / 2).Within(1e-12));
        Assert.That(Number(score, "rootMeanSquaredError"), Is.EqualTo(Math.Sqrt(square)).Within(1e-12));
        Assert.That(Number(score, "accuracy"), Is.EqualTo(Accuracy(outputs, labels)));
    }

    /// <summary>All outputs at one time, one row after the other.</summary>
    private static double[] At(Tensor<double> outputs, int time)
    {
        int count = (int)(outputs.FlattenedLength / outputs.Lengths[0]);
        return outputs.ToArray()[(time * count)..((time + 1) * count)];
    }

    private static double Accuracy(double[] outputs, int[] labels) =>
        outputs.Chunk(Classes).Zip(labels).Count(row => Array.IndexOf(row.First, row.First.Max()) == row.Second) / (double)labels.Length;

    private static double CrossEntropy(double[] logits, int[] labels) =>
        logits.Chunk(Classes).Zip(labels).Average(row => Math.Log(row.First.Sum(Math.Exp)) - row.First[row.Second]);

    private static double Number(JsonElement element, string name)
    {
        JsonElement value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
    }
}
