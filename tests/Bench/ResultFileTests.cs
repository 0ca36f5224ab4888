using Ntk.Bench.Suite;
using Ntk.Cli;
using Ntk.Tests.Data;

namespace Ntk.Tests.Bench;

/// <summary>Files of results: what is written is read, and nothing else.</summary>
public class ResultFileTests
{
    [Test]
    public void Results_come_back_as_they_were()
    {
        using TemporaryFolder folder = new();
        SuiteResults results = SuiteFixture.Results(("a", [1, 2, 3]), ("b", [0.1, 1.0 / 3]));
        ResultFile.Write(folder.File("results.json"), results, default);
        SuiteResults read = ResultFile.Read(folder.File("results.json"));
        ResultFile.Write(folder.File("again.json"), read, default);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(folder.File("again.json")), Is.EqualTo(File.ReadAllText(folder.File("results.json"))));
            Assert.That(read.Figures().Select(figure => figure.Name), Is.EqualTo(results.Figures().Select(figure => figure.Name)));
            Assert.That(read.Measurements[1].Seconds.Rounds, Is.EqualTo(new[] { 0.1, 1.0 / 3 }));
            Assert.That(read.Date, Is.EqualTo(results.Date));
            Assert.That(read.Machine.Processor, Is.EqualTo(results.Machine.Processor));
            Assert.That(read.Peers!.Speed[0].PeerErrors.Ntk, Is.NaN);
        });
    }

    [TestCase("", "does not hold results")]
    [TestCase("[1, 2]", "no schema version")]
    [TestCase("{\"schema\": \"1\"}", "no schema version")]
    [TestCase("{\"schema\": 1}", "does not hold results")]
    [TestCase("{\"schema\": 1, \"measurements\": 3}", "does not hold results")]
    [TestCase("\u0000\u0001", "does not hold results")]
    public void Other_files_are_refused(string content, string cause) => Assert.That(() => Read(content), Throws.TypeOf<ResultFileException>().With.Message.Contains(cause));

    [Test]
    public void Other_versions_are_refused_by_number()
    {
        ResultSchemaException error = Assert.Throws<ResultSchemaException>(() => Read("{\"schema\": 7, \"whatever\": 1}"))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Schema, Is.EqualTo(7));
            Assert.That(error.Message, Does.Contain("schema version 7").And.Contain($"version {SuiteResults.CurrentSchema}"));
            Assert.That(Failure.Of(error).ExitCode, Is.EqualTo(ExitCode.BadInput));
        });
    }

    [TestCase("[1, 2]", "[]", "at least one number")]
    [TestCase("[1, 2]", "[1, -2]", "above 0")]
    [TestCase("[1, 2]", "[1, \"NaN\"]", "finite")]
    [TestCase("[1, 2]", "null", "")]
    [TestCase("\"b\"", "\"a\"", "twice")]
    [TestCase("\"float64\"", "\"float80\"", "precision")]
    public void Faulty_figures_are_refused(string good, string bad, string cause)
    {
        using TemporaryFolder folder = new();
        ResultFile.Write(folder.File("results.json"), SuiteFixture.Results(("a", [1, 2]), ("b", [1, 2])), default);
        string text = string.Join("", File.ReadAllLines(folder.File("results.json")).Select(line => line.Trim())).Replace("[1,2]", "[1, 2]").Replace("\": ", "\":");
        Assert.That(text, Does.Contain(good), "the test replaces something");
        Assert.That(() => Read(text.Replace(good, bad)), Throws.TypeOf<ResultFileException>().With.Message.Contains(cause));
    }

    private static SuiteResults Read(string content)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("file.json"), content);
        return ResultFile.Read(folder.File("file.json"));
    }
}
