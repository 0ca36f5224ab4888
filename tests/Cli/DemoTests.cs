using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Ntk.Cli;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk demo</c>: its numbers are those of separate fits, and its report stands alone.</summary>
public class DemoTests
{
    private const string Text = "2*(dense(1.4, 0.1) relu) dense(1.4, 0.1)";
    private const string Name = "<b>a & \"b\"";

    private readonly TemporaryFolder folder = new();
    private JsonElement result;
    private string page = "";
    private XDocument report = new();

    [OneTimeSetUp]
    public void Run()
    {
        File.WriteAllText(folder.File($"{Name}.json"), NetworkText.Parse(Text).ToJson());
        result = CliProgram.Run(
            folder, "demo", "--network", $"{Name}.json", "--train", "300", "--test", "150", "--validation", "0.25", "--seed", "7", "--output", "r.html", "--json").Succeeds().Json;
        page = File.ReadAllText(folder.File("r.html"));
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        report = XDocument.Load(reader);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_kernel_and_precision_is_there()
    {
        Assert.That(
            result.GetProperty("models").EnumerateArray().Select(model => $"{model.GetProperty("kernel")} {model.GetProperty("precision")}"),
            Is.EqualTo((string[])["nngp float32", "nngp float64", "ntk float32", "ntk float64"]));
        Assert.That(result.GetProperty("trainRows").GetInt32(), Is.EqualTo(225));
        Assert.That(result.GetProperty("validationRows").GetInt32(), Is.EqualTo(75));
    }

    [TestCase(KernelKind.Nngp)]
    [TestCase(KernelKind.Ntk)]
    public void Numbers_are_those_of_separate_fits(KernelKind kind)
    {
        JsonElement model = result.GetProperty("models").EnumerateArray().Single(model => kind.ToString().Equals(model.GetProperty("kernel").GetString(), StringComparison.OrdinalIgnoreCase) && model.GetProperty("precision").GetString() == "float64");
        LabelledData<double> digits = Digits.Load<double>();
        DataSplit split = DataSplit.Stratified(digits.Labels, 10, new(225, 75, 150), seed: 7);
        LabelledData<double> train = digits.Select(split.Train), validation = digits.Select(split.Validation), test = digits.Select(split.Test), all = digits.Select([.. split.Train, .. split.Validation]);
        Standardiser standardiser = Standardiser.FitChannels<double>(train.Features);
        foreach (LabelledData<double> rows in (LabelledData<double>[])[train, validation, test, all])
            standardiser.Apply<double>(rows.Features);

        // The ridge chosen is the largest of the most accurate, by a Cholesky fit for each.
        double[] ridges = [.. model.GetProperty("ridges").EnumerateArray().Select(point => point.GetProperty("ridge").GetDouble())];
        double[] accuracies = [.. ridges.Select(ridge => AccuracyOf(kind, ridge, train, validation))];
        double[] reported = [.. model.GetProperty("ridges").EnumerateArray().Select(point => point.GetProperty("accuracy").GetDouble())];
        double chosen = ridges[Array.LastIndexOf(accuracies, accuracies.Max())];
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(NetworkText.Parse(Text), kind, all.Features, OneHot.Encode<double>(all.Labels, 10), Ridge.Relative(chosen));
        Assert.Multiple(() =>
        {
            Assert.That(reported, Is.EqualTo(accuracies));
            Assert.That(model.GetProperty("ridge").GetDouble(), Is.EqualTo(chosen));
            Assert.That(model.GetProperty("validationAccuracy").GetDouble(), Is.EqualTo(accuracies.Max()));
            Assert.That(model.GetProperty("testAccuracy").GetDouble(), Is.EqualTo(AccuracyOf(process, test)));
            Assert.That(model.GetProperty("logMarginalLikelihood").GetDouble(), Is.EqualTo(process.LogMarginalLikelihood().Sum()).Within(1e-6).Percent);
        });
    }

    [TestCase(KernelKind.Nngp)]
    [TestCase(KernelKind.Ntk)]
    public void Worst_rows_have_the_smallest_margins_and_the_standard_deviations_of_the_posterior(KernelKind kind)
    {
        using var quiet = new CancellationTokenSource();
        var settings = new ExperimentSettings(new DataSettings("digits", null, null), [new("net", NetworkText.Parse(Text))], [Precision.Float64], Preparation.None, 200, 0.2, 100, 3);
        ExperimentData<double> data = ExperimentData<double>.Read(settings);
        var run = new RunSettings(Precision.Float64, Ntk.Engine.Cpu.CpuBackend.Instance, null, 3, IsDryRun: false, Json: true);
        ModelScore score = new Experiment<double>(data, Precision.Float64, run, new Session(json: true, quiet.Token)).Run(settings.Networks[0], _ => { }).Single(model => model.Kernel == kind);

        using GaussianProcess<double> process = GaussianProcess.Fit<double>(settings.Networks[0].Network, kind, data.Fit.Features, data.Targets(..), Ridge.Relative(score.Ridge));
        Prediction<double> prediction = process.Predict(data.Test.Features, PredictionKind.Variance);
        double[] margins = [.. Enumerable.Range(0, 100).Select(row => Margin(prediction.Mean, row, data.Test.Labels[row]))];
        Assert.That(score.Worst.Select(worst => worst.TestRow), Is.EqualTo(Enumerable.Range(0, 100).OrderBy(row => margins[row]).Take(score.Worst.Count)));
        foreach (WorstRow worst in score.Worst)
        {
            Assert.That(worst.Margin, Is.EqualTo(margins[worst.TestRow]).Within(1e-8));
            Assert.That(worst.StandardDeviation, Is.EqualTo(Math.Sqrt(prediction.Variance![worst.TestRow])).Within(1e-6));
            Assert.That(Digits.Load<double>().Labels[worst.SourceRow], Is.EqualTo(worst.Label));
        }
    }

    [Test]
    public void The_report_has_every_section_and_every_model()
    {
        Assert.That(Elements("section").Select(section => (string)section.Attribute("id")!), Is.EqualTo((string[])["results", "ridge", "gram", "spectrum", "worst", "setup"]));
        XElement[] rows = [.. Elements("tr").Where(row => row.Elements().Any(cell => cell.Name.LocalName == "td"))];
        Assert.That(rows, Has.Length.EqualTo(4));
        foreach ((XElement row, JsonElement model) in rows.Zip(result.GetProperty("models").EnumerateArray()))
        {
            string[] cells = [.. row.Elements().Select(cell => cell.Value.Replace('\u00A0', ' '))];
            Assert.That(cells, Does.Contain(model.GetProperty("testAccuracy").GetDouble().ToString("0.00 %", CultureInfo.InvariantCulture)));
            Assert.That(cells[1], Is.EqualTo(model.GetProperty("precision").GetString()));
        }
        Assert.That(Elements("circle").Count(circle => (string?)circle.Attribute("class") == "ring"), Is.EqualTo(4), "a ring for each ridge chosen");
        Assert.That(Elements("img").Count(), Is.EqualTo(20));
        Assert.That(report.Root!.Value, Does.Contain(MachineInfo.Read().Processor).And.Contain(LinearAlgebra.Default.Name).And.Contain(MachineInfo.Read().Runtime));
        Assert.That(Elements("pre").First().Value, Does.StartWith("ntk demo --network '<b>a & \"b\".json' --train 300").And.Contain("--seed 7"));
    }

    [Test]
    public void The_report_loads_nothing_and_escapes_names()
    {
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script").And.Not.Contain("@import").And.Not.Contain("url("));
            Assert.That(page, Does.Not.Contain("<b>a &"));
            Assert.That(Elements("text").Count(text => text.Value == Name), Is.EqualTo(2), "above the plots of ridges and eigenvalues");
            foreach (XAttribute source in Elements("img").Concat(Elements("image")).Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"))
                Assert.That(source.Value, Does.StartWith("data:image/png;base64,"));
        });
    }

    [Test]
    public void Pictures_hold_the_pixels_of_the_rows()
    {
        XElement image = Elements("img").First();
        int row = int.Parse(((string)image.Attribute("alt")!).Split(' ', ':')[1], CultureInfo.InvariantCulture);
        Tensor<double> digit = Digits.Load<double>().Select([row]).Features;
        var pixels = new double[64];
        digit.FlattenTo(pixels);
        byte[] png = Convert.FromBase64String(((string)image.Attribute("src")!).Split(',')[1]);

        int data = png.AsSpan().IndexOf("IDAT"u8);
        using var stream = new ZLibStream(new MemoryStream(png, data + 4, png.Length - data - 4), CompressionMode.Decompress);
        var content = new byte[8 * 9];
        stream.ReadExactly(content);
        for (int y = 0; y < 8; y++)
        {
            Assert.That(content[y * 9], Is.Zero, "no filter");
            for (int x = 0; x < 8; x++)
                Assert.That(content[y * 9 + 1 + x], Is.EqualTo((byte)Math.Round(255 * (1 - pixels[y * 8 + x]))), $"pixel {x}, {y}");
        }
    }

    [Test]
    public void A_dry_run_writes_no_report()
    {
        JsonElement plan = CliProgram.Run(folder, "demo", "--train", "100", "--test", "50", "--output", "dry.html", "--dry-run", "--json").Succeeds().Json;
        Assert.That(plan.GetProperty("models").GetInt32(), Is.EqualTo(8));
        Assert.That(plan.GetProperty("trainRows").GetInt32(), Is.EqualTo(100));
        Assert.That(plan.GetProperty("bytes").GetInt64(), Is.GreaterThan(2L * 8 * (100 * 100 + 50 * 100)));
        Assert.That(File.Exists(folder.File("dry.html")), Is.False);
    }

    private IEnumerable<XElement> Elements(string name) => report.Descendants().Where(element => element.Name.LocalName == name);

    private static double AccuracyOf(KernelKind kind, double ridge, LabelledData<double> train, LabelledData<double> test)
    {
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(NetworkText.Parse(Text), kind, train.Features, OneHot.Encode<double>(train.Labels, 10), Ridge.Relative(ridge));
        return AccuracyOf(process, test);
    }

    private static double AccuracyOf(GaussianProcess<double> process, LabelledData<double> test)
    {
        int[] predicted = OneHot.Decode<double>(process.Predict(test.Features).Mean);
        return predicted.Zip(test.Labels).Count(pair => pair.First == pair.Second) / (double)test.RowCount;
    }

    private static double Margin(Tensor<double> mean, int row, int label) =>
        mean[row, label] - Enumerable.Range(0, 10).Where(other => other != label).Max(other => mean[row, other]);
}
