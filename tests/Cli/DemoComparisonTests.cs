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

/// <summary><c>ntk demo</c> with several networks, some of them convolutional, on images.</summary>
public class DemoComparisonTests
{
    private readonly TemporaryFolder folder = new();
    private JsonElement result;
    private XDocument report = new();

    [OneTimeSetUp]
    public void Run()
    {
        result = CliProgram.Run(folder, "demo", "--train", "80", "--test", "50", "--output", "r.html", "--json").Succeeds().Json;
        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(folder.File("r.html"))), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        report = XDocument.Load(reader);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Each_network_is_there_with_both_kernels_and_its_precisions()
    {
        string[] models = [.. result.GetProperty("models").EnumerateArray().Select(model => $"{model.GetProperty("network").GetString()!.Split(' ', ',')[^1]} {model.GetProperty("kernel")} {model.GetProperty("precision")} {model.GetProperty("trainRows")}")];
        Assert.That(models, Is.EqualTo((string[])[
            "layers nngp float32 80", "layers nngp float64 80", "layers ntk float32 80", "layers ntk float64 80",
            "pixels nngp float32 80", "pixels ntk float32 80", "pool nngp float32 80", "pool ntk float32 80"]));
    }

    [Test]
    public void A_figure_has_a_plot_for_each_kernel_and_a_colour_for_each_network()
    {
        foreach (string section in (string[])["ridge", "spectrum"])
        {
            XElement figure = report.Descendants().Single(element => (string?)element.Attribute("id") == section);
            string[] styles = [.. figure.Descendants().Where(element => element.Name.LocalName == "g").Select(line => (string)line.Attribute("class")!)];
            string[] expected = ["network0 float32", "network0 float64", "network1 float32", "network2 float32"];
            Assert.That(figure.Descendants().Count(element => (string?)element.Attribute("class") == "plot"), Is.EqualTo(2));
            Assert.That(styles, Is.EqualTo(expected.Concat(expected)));
        }
        Assert.That(report.Descendants().Count(element => element.Name.LocalName == "image"), Is.EqualTo(3), "a Gram matrix of each network");
    }

    [Test]
    public void The_accuracy_of_a_convolutional_network_is_that_of_a_separate_fit()
    {
        JsonElement model = result.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("network").GetString()!.EndsWith("pool", StringComparison.Ordinal) && model.GetProperty("kernel").GetString() == "ntk");
        LabelledData<float> digits = Digits.Load<float>();
        DataSplit split = DataSplit.Stratified(digits.Labels, 10, new(64, 16, 50), seed: 0);
        LabelledData<float> all = digits.Select([.. split.Train, .. split.Validation]), test = digits.Select(split.Test);
        Standardiser standardiser = Standardiser.FitChannels<float>(digits.Select(split.Train).Features);
        standardiser.Apply<float>(all.Features);
        standardiser.Apply<float>(test.Features);
        using GaussianProcess<float> process = GaussianProcess.Fit<float>(
            Presets.ConvGap(3), KernelKind.Ntk, all.Features, OneHot.Encode<float>(all.Labels, 10), Ridge.Relative(model.GetProperty("ridge").GetDouble()));
        int[] predicted = OneHot.Decode<float>(process.Predict(test.Features).Mean);
        Assert.That(model.GetProperty("testAccuracy").GetDouble(), Is.EqualTo(predicted.Zip(test.Labels).Count(pair => pair.First == pair.Second) / 50.0));
    }

    [Test]
    public void Networks_of_ones_own_may_be_convolutional()
    {
        JsonElement own = CliProgram.Run(
            folder, "demo", "--train", "60", "--test", "40", "--network", "convVec(2)", "--network", "2*(conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu) avgPool(2x2) flatten dense",
            "--precision", "float32", "--output", "own.html", "--json").Succeeds().Json;
        Assert.That(own.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("testAccuracy").GetDouble()), Has.Exactly(4).Items.And.All.GreaterThan(0.5));
    }

    [Test]
    public void Fewer_rows_are_the_first_of_each_part()
    {
        var split = new ExperimentSplit([.. Enumerable.Range(0, 80)], [.. Enumerable.Range(100, 20)], [200, 201]);
        ExperimentSplit limited = split.Limited(50);
        Assert.Multiple(() =>
        {
            Assert.That(limited.Train, Is.EqualTo(Enumerable.Range(0, 40)));
            Assert.That(limited.Validation, Is.EqualTo(Enumerable.Range(100, 10)));
            Assert.That(limited.Test, Is.EqualTo(split.Test));
            Assert.That(split.Limited(null), Is.SameAs(split));
            Assert.That(split.Limited(100), Is.SameAs(split));
        });
    }
}
