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

namespace Ntk.Tests.Cli.Studies;

/// <summary>What a study does with the digits, done slowly: a fit of its own for every number.</summary>
/// <param name="trainRows">Training rows, a fifth of them for validation.</param>
/// <param name="testRows">Test rows.</param>
/// <param name="seed">Of the split.</param>
internal sealed class StudyTwin(int trainRows, int testRows, ulong seed = 0)
{
    private static readonly LabelledData<double> Digits = Ntk.Data.Digits.Load<double>();

    private readonly DataSplit split = DataSplit.Stratified(Digits.Labels, 10, new(trainRows - (int)Math.Round(trainRows * 0.2), (int)Math.Round(trainRows * 0.2), testRows), seed);

    /// <summary>The inputs as they are.</summary>
    public LabelledData<double> Train => Digits.Select(split.Train);

    public LabelledData<double> Held => Digits.Select(split.Validation);

    public LabelledData<double> Test => Digits.Select(split.Test);

    /// <summary>Training, then validation rows.</summary>
    public LabelledData<double> Fit => Digits.Select([.. split.Train, .. split.Validation]);

    /// <summary>Standardised by the training rows, and whitened where a ridge is given.</summary>
    public LabelledData<double> Prepared(LabelledData<double> rows, double? zcaRidge = null)
    {
        LabelledData<double> prepared = rows.Take(rows.RowCount), train = Train;
        Standardiser standardiser = Standardiser.FitChannels<double>(train.Features);
        standardiser.Apply<double>(prepared.Features);
        if (zcaRidge is { } ridge)
        {
            standardiser.Apply<double>(train.Features);
            Zca.Fit<double>(train.Features, ridge).Apply<double>(prepared.Features);
        }

        return prepared;
    }

    /// <summary>Scores of rows after a fit of its own.</summary>
    public static Tensor<double> Scores(string network, KernelKind kind, LabelledData<double> fit, LabelledData<double> rows, double relativeRidge)
    {
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(NetworkText.Parse(network), kind, fit.Features, OneHot.Encode<double>(fit.Labels, 10), Ridge.Relative(relativeRidge));
        return process.Predict(rows.Features).Mean;
    }

    public static bool[] Right(Tensor<double> scores, LabelledData<double> rows) => [.. OneHot.Decode<double>(scores).Zip(rows.Labels, (predicted, label) => predicted == label)];

    public static double Share(IEnumerable<bool> right) => right.Average(isRight => isRight ? 1.0 : 0);

    public static double MeanSquaredError(Tensor<double> scores, LabelledData<double> rows) => scores.Zip(OneHot.Encode<double>(rows.Labels, 10), (a, b) => (a - b) * (a - b)).Average();

    /// <summary>Requires a paired comparison in JSON to have the counts of rows.</summary>
    public static void AssertPaired(JsonElement paired, bool[] first, bool[] second)
    {
        int firstOnly = first.Zip(second).Count(pair => pair.First && !pair.Second), secondOnly = first.Zip(second).Count(pair => !pair.First && pair.Second);
        Assert.That((paired.GetProperty("firstOnly").GetInt32(), paired.GetProperty("secondOnly").GetInt32()), Is.EqualTo((firstOnly, secondOnly)));
        Assert.That(paired.GetProperty("difference").GetDouble(), Is.EqualTo(Share(first) - Share(second)).Within(1e-12));
    }

    /// <summary>Requires an average difference in JSON to be that of rows.</summary>
    public static void AssertAverage(JsonElement average, params (bool[] First, bool[] Second)[] pairs)
    {
        double[] rows = [.. Enumerable.Range(0, pairs[0].First.Length).Select(row => pairs.Average(pair => (pair.First[row] ? 1.0 : 0) - (pair.Second[row] ? 1.0 : 0)))];
        double mean = rows.Average(), error = Math.Sqrt(rows.Average(value => Math.Pow(value - mean, 2)) / rows.Length);
        Assert.Multiple(() =>
        {
            Assert.That(average.GetProperty("mean").GetDouble(), Is.EqualTo(mean).Within(1e-12));
            Assert.That(average.GetProperty("standardError").GetDouble(), Is.EqualTo(error).Within(1e-12));
            Assert.That(average.GetProperty("lower").GetDouble(), Is.EqualTo(mean - 1.6448536 * error).Within(1e-8));
            Assert.That(average.GetProperty("upper").GetDouble(), Is.EqualTo(mean + 1.6448536 * error).Within(1e-8));
        });
    }

    /// <summary>Requires a report that stands alone, with the sentence of the finding and so many plots.</summary>
    public static void AssertReport(string file, JsonElement result, int plots)
    {
        string page = File.ReadAllText(file);
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XDocument report = XDocument.Load(reader);
        string finding = result.GetProperty("finding").GetString()!;
        string prefix = result.TryGetProperty("isReproduced", out JsonElement isReproduced) ? isReproduced.GetBoolean() ? "Reproduced: " : "Not reproduced: " : "";
        Assert.Multiple(() =>
        {
            Assert.That(report.Descendants().First(element => (string?)element.Attribute("class") == "lead").Value, Is.EqualTo(prefix + finding));
            Assert.That(report.Descendants().Count(element => (string?)element.Attribute("class") == "plot"), Is.EqualTo(plots));
            Assert.That(page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script").And.Not.Contain("NaN"));
        });
    }

    /// <summary>An array of an archive of curves, by rows.</summary>
    public static double[][] Curve(string file, string name)
    {
        using NpzReader archive = NpzReader.Open(file);
        Tensor<double> values = archive.Read<double>(name);
        int columns = (int)values.Lengths[1];
        return [.. NpyRoundTripTests.Flatten<double>(values).Chunk(columns)];
    }
}
