using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Data;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk data</c>.</summary>
public class DataCommandTests
{
    [Test]
    public void Digits_are_described_and_converted()
    {
        using TemporaryFolder folder = new();
        JsonElement part = CliProgram.Run(folder, "data", "--data", "digits", "--output", "d.npz", "--json").Succeeds().Json.GetProperty("parts")[0];
        LabelledData<double> digits = Digits.Load<double>();
        var pixels = new double[digits.Features.FlattenedLength];
        digits.Features.FlattenTo(pixels);
        double mean = pixels.Average();
        Assert.Multiple(() =>
        {
            Assert.That(part.GetProperty("shape").GetRawText().Replace(" ", "").Replace("\n", ""), Is.EqualTo("[1797,8,8,1]"));
            Assert.That(part.GetProperty("mean").GetDouble(), Is.EqualTo(mean).Within(1e-12));
            Assert.That(part.GetProperty("deviation").GetDouble(), Is.EqualTo(Math.Sqrt(pixels.Average(value => (value - mean) * (value - mean)))).Within(1e-12));
            Assert.That(part.GetProperty("rowsOfClasses").EnumerateArray().Select(count => count.GetInt32()), Is.EqualTo(Labels.Counts(digits.Labels, 10)));
            Assert.That(part.GetProperty("constantFeatures").GetInt32(), Is.EqualTo(Enumerable.Range(0, 64).Count(feature => Enumerable.Range(0, 1797).All(row => pixels[row * 64 + feature] == pixels[feature]))));
        });

        (LabelledData<double> converted, _) = LabelledDataFile.Read<double>(folder.File("d.npz"));
        var copied = new double[pixels.Length];
        converted.Features.FlattenTo(copied);
        Assert.That(copied, Is.EqualTo(pixels));
        Assert.That(converted.Labels, Is.EqualTo(digits.Labels));
    }

    [Test]
    public void Oddities_are_counted()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("x.npy"), Tensor.Create<double>([1, 2, 7, 0, 0, 7, 1, 2, 7, double.NaN, 2, 7, 0, double.NegativeInfinity, 7, 0, 0, 0], [6, 3]));
        JsonElement part = CliProgram.Run(folder, "data", "--data", "x.npy", "--json").Succeeds().Json.GetProperty("parts")[0];
        Assert.Multiple(() =>
        {
            Assert.That(part.GetProperty("nonFiniteCount").GetInt32(), Is.EqualTo(2));
            Assert.That(part.GetProperty("zeroRows").GetInt32(), Is.EqualTo(1));
            Assert.That(part.GetProperty("duplicateRows").GetInt32(), Is.EqualTo(1));
            Assert.That(part.GetProperty("constantFeatures").GetInt32(), Is.Zero);
            Assert.That(part.GetProperty("smallest").GetDouble(), Is.Zero);
            Assert.That(part.GetProperty("largest").GetDouble(), Is.EqualTo(7));
            Assert.That(part.TryGetProperty("rowsOfClasses", out _), Is.False);
        });
    }

    [Test]
    public void A_column_of_a_table_gives_the_labels_and_a_dry_run_writes_nothing()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("t.csv"), "class,a,b\n2,0.5,1\n0,0.25,-1\n2,3,4\n");
        CliOutcome outcome = CliProgram.Run(folder, "data", "--data", "t.csv", "--label", "class", "--output", "t.npz", "--dry-run").Succeeds();
        Assert.That(outcome.Output, Does.Match(@"shape\s+3×2").And.Match(@"rows of each class\s+1 0 2"));
        Assert.That(File.Exists(folder.File("t.npz")), Is.False);
    }
}
