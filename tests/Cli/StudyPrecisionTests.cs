using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Ntk.Cli;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk study precision</c> on few rows: its numbers are those of the same kernel by other ways, and it writes what it says.</summary>
public class StudyPrecisionTests
{
    private const string Dense = "dense(1.4, 0.1) relu dense(1.4, 0.1)";
    private const string Pooled = "conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu globalAvgPool dense(1.4,0.1)";
    private const int Train = 96, Test = 40;

    private static readonly string[] Command = ["study", "precision", "--network", Dense, "--network", Pooled, "--train", "96", "--test", "40", "--sizes", "24,48,96", "--quick", "--json"];

    private readonly TemporaryFolder folder = new();
    private JsonElement result;
    private JsonElement[] kernels = [];
    private XElement[] report = [];

    [OneTimeSetUp]
    public void Run()
    {
        result = CliProgram.Run(folder, [.. Command, "--store", "tiles", "--report", "r.html", "--curves", "curves"]).Succeeds().Json;
        kernels = [.. result.GetProperty("values").GetProperty("kernels").EnumerateArray()];
        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(folder.File("r.html"))), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        report = [.. XDocument.Load(reader).Descendants()];
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_kernel_of_every_network_is_there() =>
        Assert.That(
            kernels.Select(kernel => (kernel.GetProperty("network").GetString(), kernel.GetProperty("kernel").GetString(), kernel.GetProperty("trainRows").GetInt32(), kernel.GetProperty("testRows").GetInt32())),
            Is.EqualTo(new[] { (Dense, "nngp", Train, Test), (Dense, "ntk", Train, Test), (Pooled, "nngp", Train, Test), (Pooled, "ntk", Train, Test) }));

    [Test]
    public void Spectra_are_those_of_the_kernel()
    {
        using GramResult<double> gram = Kernel();
        foreach (JsonElement size in kernels[1].GetProperty("sizes").EnumerateArray())
        {
            int rows = size.GetProperty("rows").GetInt32();
            using var block = new GramMatrix<double>(rows, rows);
            for (int row = 0; row < rows; row++)
                gram.Ntk.Row(row)[..rows].CopyTo(block.Row(row));
            var values = new double[rows];
            new ManagedLinearAlgebra().Eigenvalues(block.AsMatrix(), values.AsSpan());
            PowerLawFit law = SpectrumAnalysis.Of<double>(values).FitTail();
            JsonElement exact = size.GetProperty("float64");
            Assert.Multiple(() =>
            {
                Assert.That(Number(exact, "smallest"), Is.EqualTo(values[0]).Within(1e-12 * values[^1]));
                Assert.That(Number(exact, "largest"), Is.EqualTo(values[^1]).Within(1e-12 * values[^1]));
                Assert.That(Number(exact.GetProperty("tail"), "exponent"), Is.EqualTo(law.Exponent).Within(1e-9));
                Assert.That(Number(exact, "smallestExponent"), Is.LessThanOrEqualTo(law.Exponent + 1e-9));
                Assert.That(Number(exact, "largestExponent"), Is.GreaterThanOrEqualTo(law.Exponent - 1e-9));
                Assert.That(Number(size, "criticalNoise"), Is.EqualTo(CriticalNoise.Of(values)).Within(1e-9).Percent);
                Assert.That(Number(size.GetProperty("float32Kernel"), "smallest"), Is.EqualTo(values[0]).Within(1e-5 * values[^1]).And.Not.EqualTo(values[0]));
                Assert.That(Number(size.GetProperty("float32"), "smallest"), Is.EqualTo(values[0]).Within(1e-5 * values[^1]));
            });
        }
    }

    [Test]
    public void Noise_of_storage_is_that_of_rounding()
    {
        using GramResult<double> gram = Kernel();
        double squares = 0;
        for (int row = 0; row < Train; row++)
        {
            foreach (double value in gram.Nngp.Row(row)[..Train])
                squares += Math.Pow((float)value - value, 2);
        }

        double expected = Math.Sqrt(squares) / Train;
        JsonElement stored = Pipeline(kernels[0], "float64", "float32", "float64"), computed = Pipeline(kernels[0], "float32", "float32", "float64"), exact = Pipeline(kernels[0], "float64", "float64", "float64");
        Assert.Multiple(() =>
        {
            Assert.That(Rms(stored), Is.EqualTo(expected).Within(1e-6).Percent);
            Assert.That(Rms(computed), Is.InRange(expected / 2, expected * 20));
            Assert.That(Rms(exact), Is.Positive.And.LessThan(1e-6 * expected));
            Assert.That(Number(stored, "totalNoise"), Is.EqualTo(Math.Sqrt(expected * expected + Math.Pow(Number(stored, "solveNoise"), 2))).Within(1e-6).Percent);
            Assert.That(Number(Pipeline(kernels[0], "float64", "float32", "float32"), "solveNoise"), Is.GreaterThan(1e6 * Number(stored, "solveNoise")));
        });
    }

    [Test]
    public void A_format_fails_where_its_rounded_kernel_has_a_negative_eigenvalue()
    {
        int compared = 0;
        using GramResult<double> gram = Kernel();
        foreach (JsonElement pipeline in kernels[0].GetProperty("pipelines").EnumerateArray().Where(pipeline => pipeline.GetProperty("pipeline").GetProperty("storageBits").GetInt32() is 6 or 7))
        {
            int? failing = pipeline.GetProperty("observed").TryGetProperty("cholesky", out JsonElement rows) ? rows.GetInt32() : null;
            foreach (int size in new[] { (failing ?? Train + 1) - 1, failing ?? 0 }.Where(size => size > 0))
            {
                Assert.That(SmallestRounded(gram.Nngp, size, pipeline.GetProperty("pipeline").GetProperty("storageBits").GetInt32()) > 0, Is.EqualTo(size < (failing ?? int.MaxValue)), $"{size} rows");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThan(2));
    }

    [Test]
    public void Needs_narrow_with_the_ridge_and_widen_with_the_rows()
    {
        foreach (JsonElement kernel in kernels)
        {
            double[] noises = [.. kernel.GetProperty("needs").EnumerateArray().Select(need => Number(need, "criticalNoise"))];
            Assert.That(noises, Has.Length.EqualTo(16));
            for (int index = 0; index < 16; index++)
            {
                Assert.That(index % 4 == 0 || noises[index] >= noises[index - 1] * 0.999, "ridge");
                Assert.That(index < 4 || noises[index] <= noises[index - 4], "rows");
            }
        }
    }

    [Test]
    public void The_report_has_all_tables_and_figures() => Assert.Multiple(() =>
    {
        Assert.That(report.Attributes("id").Select(id => id.Value), Is.SupersetOf(new[] { "spectra", "critical", "predicted", "likelihoods", "error-depth", "error-format", "setup" }));
        Assert.That(report.Where(element => element.Name.LocalName == "h2").Select(element => element.Value), Is.SupersetOf(new[] { "Which precision is needed", "Predicted against observed critical sizes", "Noise of the solve" }));
        Assert.That(report.Count(element => (string?)element.Attribute("class") == "marker"), Is.GreaterThan(20));
        Assert.That(report.Single(element => (string?)element.Attribute("class") == "lead").Value, Is.EqualTo(result.GetProperty("finding").GetString()));
        Assert.That(report.Attributes().Select(attribute => attribute.Value), Has.None.Contains("NaN"));
        Assert.That(report.Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"), Is.Empty);
    });

    [Test]
    public void Curves_parse()
    {
        string[] files = Directory.GetFiles(folder.File("curves"), "*.csv");
        Assert.That(files.Select(Path.GetFileName), Has.Some.EqualTo("spectrum-dense-1-4-0-1-relu-dense-1-4-0-1-nngp.csv"));
        foreach (string file in files)
        {
            string[] lines = File.ReadAllLines(file);
            int columns = lines[0].Split(',').Length;
            foreach (string line in lines[1..])
                Assert.That(line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Count(), Is.EqualTo(columns), file);
        }

        double[] values = [.. File.ReadLines(files.First(file => file.Contains("spectrum-dense", StringComparison.Ordinal) && file.EndsWith("nngp.csv", StringComparison.Ordinal))).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.Multiple(() =>
        {
            Assert.That(values, Has.Length.EqualTo(Train).And.Ordered.Descending);
            Assert.That(values[^1], Is.EqualTo(Number(kernels[0].GetProperty("sizes")[2].GetProperty("float64"), "smallest")));
        });
    }

    [Test]
    public void Tiles_that_are_kept_and_other_threads_give_the_same()
    {
        Assert.That(Directory.GetDirectories(folder.File("tiles")), Has.Length.EqualTo(4));
        JsonElement again = CliProgram.Run(folder, [.. Command, "--store", "tiles", "--report", "again.html", "--curves", "again.npz"]).Succeeds().Json;
        JsonElement one = CliProgram.Run(folder, [.. Command, "--threads", "1", "--report", "one.html"]).Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(JsonNode.DeepEquals(Kernels(again), Kernels(result)));
            Assert.That(Number(one.GetProperty("values").GetProperty("kernels")[0].GetProperty("sizes")[2], "criticalNoise"), Is.EqualTo(Number(kernels[0].GetProperty("sizes")[2], "criticalNoise")).Within(1e-8).Percent);
            Assert.That(Observed(one), Is.EqualTo(Observed(result)));
            Assert.That(new FileInfo(folder.File("again.npz")).Length, Is.Positive);
        });

        static JsonNode? Kernels(JsonElement element) => JsonNode.Parse(element.GetProperty("values").GetProperty("kernels").GetRawText());

        static string[] Observed(JsonElement element) =>
            [.. element.GetProperty("values").GetProperty("kernels").EnumerateArray().SelectMany(kernel => kernel.GetProperty("pipelines").EnumerateArray().Where(pipeline => pipeline.TryGetProperty("medianFailure", out _)).Select(pipeline => pipeline.GetProperty("medianFailure").GetRawText()))];
    }

    [Test]
    public void A_dry_run_computes_nothing()
    {
        using TemporaryFolder empty = new();
        JsonElement plan = CliProgram.Run(empty, [.. Command, "--store", "tiles", "--dry-run"]).Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("networks").GetArrayLength(), Is.EqualTo(2));
            Assert.That(Number(plan, "estimatedSeconds"), Is.Positive);
            Assert.That(plan.GetProperty("fitsIntoMemory").GetBoolean());
            Assert.That(Directory.EnumerateFileSystemEntries(empty.Path), Is.Empty);
        });
    }

    [TestCase("--precision", "float32", "leave --precision out")]
    [TestCase("--sizes", "24,4", "whole numbers from 8")]
    [TestCase("--sizes", "96", "fewer than two of the sizes")]
    [TestCase("--kernel", "both,ntk", "it can be nngp, ntk, both")]
    [TestCase("--train", "5000", "1797")]
    public void Wrong_options_are_refused(string option, string value, string message)
    {
        using TemporaryFolder empty = new();
        CliOutcome outcome = CliProgram.Run(empty, "study", "precision", "--network", Dense, option, value, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(ExitCode.BadInput));
            Assert.That(outcome.Error, Does.Contain(message));
            Assert.That(Directory.EnumerateFileSystemEntries(empty.Path), Is.Empty);
        });
    }

    [Test]
    public void A_singular_kernel_is_refused_with_its_numbers()
    {
        using TemporaryFolder empty = new();
        CliOutcome outcome = CliProgram.Run(empty, "study", "precision", "--network", "dense", "--train", "400", "--test", "20", "--sizes", "100,200,400", "--kernel", "nngp");
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((ExitCode.WorkFailed, outcome.Error)));
        Assert.That(outcome.Error, Does.Contain("NNGP of dense is singular: of 3 sizes, 0").And.Contain("Use a network with a nonlinearity"));
    }

    [Test]
    public void Too_much_memory_is_refused_before_the_work()
    {
        var rows = new NetworkRows(new("net", NetworkText.Parse(Dense)), 100_000, 1000, [50_000, 100_000]);
        var memory = new PrecisionMemory(Bytes: (Int128)1 << 40, AvailableBytes: 1 << 30);
        Assert.That(() => memory.Require(rows), Throws.TypeOf<PrecisionMemoryException>().With.Message.Contains("100000 training and 1000 test rows").And.Message.Contains("1 TiB").And.Message.Contains("1 GiB are free"));
    }

    [TestCase(8, 1.00390625, 1.0)]
    [TestCase(8, 1.01171875, 1.015625)]
    [TestCase(8, -3.1415926535, -3.140625)]
    [TestCase(24, 0.1, 0.10000000149011612)]
    [TestCase(6, 0, 0)]
    public void Formats_round_to_nearest_and_to_even(int bits, double value, double expected) =>
        Assert.That(StorageFormats.Narrow.Single(format => format.SignificandBits == bits).Round(value), Is.EqualTo(expected));

    /// <summary>The kernel of the study's training rows: digits in the order of its split, standardised in float32.</summary>
    private static GramResult<double> Kernel()
    {
        var settings = new ExperimentSettings(new("digits", null, null), [], [], Preparation.Standardise, Train, 0, Test, Seed: 0);
        ExperimentData<float> data = ExperimentData<float>.Read(settings);
        return new GramBuilder<double>(NetworkText.Parse(Dense)).Build(Tensor.ConvertChecked<float, double>(data.Fit.Features));
    }

    private static double SmallestRounded(GramMatrix<double> kernel, int rows, int bits)
    {
        using var block = new GramMatrix<double>(rows, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < rows; column++)
            {
                double unit = Math.ScaleB(1, Math.ILogB(kernel[row, column]) + 1 - bits);
                block[row, column] = Math.Round(kernel[row, column] / unit, MidpointRounding.ToEven) * unit;
            }
        }

        var values = new double[rows];
        LinearAlgebra.Default.Eigenvalues(block.AsMatrix(), values.AsSpan());
        return values[0];
    }

    private static JsonElement Pipeline(JsonElement kernel, string arithmetic, string storage, string solve) => kernel.GetProperty("pipelines").EnumerateArray().Single(found =>
        found.GetProperty("pipeline") is var pipeline && pipeline.GetProperty("kernel").GetString() == arithmetic && pipeline.GetProperty("storage").GetString() == storage && pipeline.GetProperty("solve").GetString() == solve);

    private static double Rms(JsonElement pipeline) => Number(pipeline.GetProperty("noise"), "rms");

    private static double Number(JsonElement element, string name) => element.GetProperty(name).ValueKind == JsonValueKind.String
        ? double.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) : element.GetProperty(name).GetDouble();
}
