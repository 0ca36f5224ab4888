using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk spectrum</c> beside the eigenvalues of the same kernel from one decomposition.</summary>
public class SpectrumCommandTests
{
    private const string Text = "2*(dense(1.4, 0.1) relu) dense(1.4, 0.1)";
    private const int Rows = 300;
    private const double Ridge = 1e-3;

    private double[] expected = [];
    private double lambda;

    [OneTimeSetUp]
    public void Decompose()
    {
        using GramResult<double> gram = new GramBuilder<double>(NetworkText.Parse(Text)).Build(Digits.Load<double>().Take(Rows).Features, KernelOutputs.Ntk);
        lambda = Ridge * Enumerable.Range(0, Rows).Average(row => gram.Ntk[row, row]);
        expected = new double[Rows];
        new ManagedLinearAlgebra().Eigenvalues(gram.Ntk.AsMatrix(), expected.AsSpan());
        Array.Reverse(expected);
    }

    [Test]
    public void All_eigenvalues_are_those_of_the_kernel()
    {
        using TemporaryFolder folder = new();
        JsonElement found = Spectrum(folder, "--count", "12", "--output", "v.npy", "--report", "r.html");
        double[] values = Npy.Read<double>(folder.File("v.npy")).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(values, Is.EqualTo(expected).Within(1e-12 * expected[0]));
            Assert.That(Values(found, "largest"), Is.EqualTo(values[..12]));
            Assert.That(Values(found, "smallest"), Is.EqualTo(values.Reverse().Take(12)));
            Assert.That(Number(found, "trace"), Is.EqualTo(expected.Sum()).Within(1e-9).Percent);
            Assert.That(Number(found, "ridge"), Is.EqualTo(lambda).Within(1e-9).Percent);
            Assert.That(Number(found, "condition"), Is.EqualTo((expected[0] + lambda) / (expected[^1] + lambda)).Within(1e-6).Percent);
            Assert.That(Number(found, "effectiveDimension", "value"), Is.EqualTo(expected.Sum(value => value / (value + lambda))).Within(1e-9).Percent);
            Assert.That(Number(found, "logDeterminant", "value"), Is.EqualTo(expected.Sum(value => Math.Log(value + lambda))).Within(1e-9).Percent);
            Assert.That(found.GetProperty("numericalRank").GetInt32(), Is.EqualTo(Rows));
            Assert.That(Number(found, "powerLaw", "exponent"), Is.EqualTo(Slope(expected, 11, Rows)).Within(1e-6));
            Assert.That((Number(found, "powerLaw", "first"), Number(found, "powerLaw", "last")), Is.EqualTo((11.0, (double)Rows)));
            Assert.That(Number(found, "criticalRows", "float64"), Is.GreaterThan(Number(found, "criticalRows", "float32")));
        });

        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(folder.File("r.html"))), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement[] elements = [.. XDocument.Load(reader).Descendants()];
        Assert.Multiple(() =>
        {
            Assert.That(elements.Count(element => (string?)element.Attribute("class") == "law"), Is.EqualTo(1));
            Assert.That(elements.Count(element => (string?)element.Attribute("class") == "marker"), Is.GreaterThan(100));
            Assert.That(elements.Where(element => element.Name.LocalName == "pre").Select(element => element.Value), Has.Some.StartsWith("ntk spectrum --network"));
            Assert.That(elements.Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"), Is.Empty);
        });
    }

    [Test]
    public void Lanczos_meets_all_eigenvalues()
    {
        using TemporaryFolder folder = new();
        JsonElement found = Spectrum(folder, "--method", "lanczos", "--count", "20", "--seed", "3", "--output", "v.npy", "--report", "r.html");
        Assert.Multiple(() =>
        {
            Assert.That(Values(found, "largest"), Is.EqualTo(expected[..20]).Within(1e-9 * expected[0]));
            Assert.That(Values(found, "smallest"), Has.Length.EqualTo(4));
            foreach (JsonElement pair in found.GetProperty("smallest").EnumerateArray())
                Assert.That(expected.Min(value => Math.Abs(value - Number(pair, "value"))), Is.LessThanOrEqualTo(Number(pair, "residual") + 1e-12 * expected[0]));
            Assert.That(Values(found, "smallest")[0], Is.EqualTo(expected[^1]).Within(1e-6 * expected[0]));
            AssertEstimate(found.GetProperty("effectiveDimension"), expected.Sum(value => value / (value + lambda)));
            AssertEstimate(found.GetProperty("logDeterminant"), expected.Sum(value => Math.Log(value + lambda)));
            Assert.That(Number(found, "trace"), Is.EqualTo(expected.Sum()).Within(1e-9).Percent);
            Assert.That(Number(found, "powerLaw", "exponent"), Is.EqualTo(Slope(expected, 3, 20)).Within(1e-6));
            Assert.That(Npy.Read<double>(folder.File("v.npy")).ToArray(), Is.EqualTo(Values(found, "largest")));
            Assert.That(File.ReadAllText(folder.File("r.html")), Does.Contain("the 20 largest"));
        });
    }

    [Test]
    public void Too_few_steps_are_warned_of()
    {
        using TemporaryFolder folder = new();
        JsonElement found = Spectrum(folder, "--method", "lanczos", "--steps", "4", "--count", "30", "--probes", "200");
        string warnings = string.Join(' ', found.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        Assert.That(warnings, Does.Contain("smallest eigenvalues did not converge").And.Contain("condition number is a lower bound").And.Contain("last steps of the quadrature changed"));
        Assert.That(Number(found, "condition"), Is.LessThanOrEqualTo((expected[0] + lambda) / (expected[^1] + lambda)));
    }

    [Test]
    public void A_singular_kernel_has_no_logarithm()
    {
        using TemporaryFolder folder = new();
        Npy.Write<byte>(folder.File("ones.npy"), [20, 4], (_, rows) => rows.Fill(1));
        CliOutcome outcome = CliProgram.Run(folder, "spectrum", "--network", "dense", "--x", "ones.npy", "--json").Succeeds();
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Json.GetProperty("numericalRank").GetInt32(), Is.EqualTo(1));
            Assert.That(Values(outcome.Json, "largest")[0], Is.EqualTo(20).Within(1e-12));
            Assert.That(outcome.Json.TryGetProperty("powerLaw", out _), Is.False);
            Assert.That(outcome.Error, Does.Contain("power law cannot be fitted"));
        });
    }

    [Test]
    public void A_kernel_of_zeros_has_a_spectrum([Values("dense", "lanczos")] string method, [Values(1, 2, 200)] int rows)
    {
        using TemporaryFolder folder = new();
        Npy.Write<byte>(folder.File("zeros.npy"), [rows, 4], (_, all) => all.Clear());
        JsonElement found = CliProgram.Run(folder, "spectrum", "--network", "dense", "--x", "zeros.npy", "--method", method, "--ridge", "0.5", "--ridge-absolute", "--report", "r.html", "--json").Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(Values(found, "largest"), Is.All.Zero);
            Assert.That(Values(found, "smallest"), Is.All.Zero);
            Assert.That(Number(found, "condition"), Is.EqualTo(1));
            Assert.That(Number(found, "effectiveDimension", "value"), Is.Zero);
            Assert.That(Number(found, "logDeterminant", "value"), Is.EqualTo(rows * Math.Log(0.5)).Within(1e-12 * rows));
        });
    }

    [Test]
    public void People_see_a_table()
    {
        using TemporaryFolder folder = new();
        CliOutcome outcome = CliProgram.Run(folder, "spectrum", "--network", Text, "--data", "digits", "--rows", "60", "--precision", "float32", "--ridge", "0.1").Succeeds();
        Assert.That(outcome.Output, Does.Contain("condition number").And.Contain("effective dimension").And.Contain("power law").And.Contain("largest").And.Contain("log-determinant"));
    }

    [TestCase("dense")]
    [TestCase("lanczos")]
    public void A_dry_run_states_the_plan_and_writes_nothing(string method)
    {
        using TemporaryFolder folder = new();
        JsonElement plan = CliProgram.Run(
            folder, "spectrum", "--network", Text, "--data", "digits", "--method", method, "--output", "v.npy", "--report", "r.html", "--dry-run", "--json").Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("rows").GetInt32(), Is.EqualTo(1797));
            Assert.That(plan.GetProperty("bytes").GetInt64(), method == "dense" ? Is.InRange(1797 * 1797 * 8, 150 << 20) : Is.InRange(1797 * 100 * 32 * 8, 200 << 20));
            Assert.That(plan.GetProperty("products").GetInt32(), Is.EqualTo(method == "dense" ? 1 : 300));
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.InRange(1e-4, 600));
            Assert.That(plan.GetProperty("fitsIntoMemory").GetBoolean(), Is.True);
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
        });
    }

    private static JsonElement Spectrum(TemporaryFolder folder, params string[] more) => CliProgram.Run(
        folder, ["spectrum", "--network", Text, "--data", "digits", "--rows", $"{Rows}", "--kernel", "ntk", "--ridge", "1e-3", "--json", .. more]).Succeeds().Json;

    private static double[] Values(JsonElement found, string name) => [.. found.GetProperty(name).EnumerateArray().Select(pair => Number(pair, "value"))];

    private static double Number(JsonElement element, params string[] path) => path.Aggregate(element, (parent, name) => parent.GetProperty(name)).GetDouble();

    private static void AssertEstimate(JsonElement estimate, double exact) =>
        Assert.That(Number(estimate, "value"), Is.EqualTo(exact).Within(4 * Number(estimate, "standardError") + 2 * Number(estimate, "quadratureChange")));

    /// <summary>The slope of log λ over log m by the textbook's sums.</summary>
    private static double Slope(double[] values, int first, int last)
    {
        double n = last - first + 1, x = 0, y = 0, xx = 0, xy = 0;
        for (int m = first; m <= last; m++)
        {
            (double a, double b) = (Math.Log(m), Math.Log(values[m - 1]));
            (x, y, xx, xy) = (x + a, y + b, xx + a * a, xy + a * b);
        }

        return -(n * xy - x * y) / (n * xx - x * x);
    }
}
