using System.Text.Json;
using Ntk.Cli;
using Ntk.Engine.Cpu;
using Ntk.Engine.Networks;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary>Rows, networks and costs of studies, known before any work.</summary>
public class StudyPlanTests
{
    private static readonly RunSettings Run = new(null, CpuBackend.Instance, null, 0, false, false);

    [Test]
    public void Images_have_three_architectures_of_which_the_one_that_pools_is_in_float32_and_has_fewer_rows()
    {
        StudyPlan plan = Plan("digits", new(400, 500, GapRows: 150));
        Assert.Multiple(() =>
        {
            Assert.That(plan.Networks.Select(network => (network.Name, network.Precision)), Is.EqualTo(((string, Precision?)[])[("FC", Precision.Float64), ("CNN-VEC", Precision.Float64), ("CNN-GAP", Precision.Float32)]));
            Assert.That(plan.Networks.Select(network => network.Network), Is.EqualTo((Network[])[Presets.FullyConnected(3), Presets.ConvVec(8), Presets.ConvGap(8)]));
            Assert.That(plan.Networks.Select(plan.FitRows), Is.EqualTo((int[])[400, 400, 150]));
            Assert.That((plan.Split.Train.Length, plan.Split.Validation.Length, plan.Split.Test.Length, plan.Pixels), Is.EqualTo((320, 80, 500, 64)));
            Assert.That(Plan("digits", new(400, 500, 150), Run with { Precision = Precision.Float32 }).Networks.Select(network => network.Precision), Has.All.EqualTo(Precision.Float32));
            Assert.That(Plan("digits", new(400, 500, 150, Precision.Float64)).Networks.Select(network => network.Precision), Has.All.EqualTo(Precision.Float64));
            Assert.That(Plan("digits", new(null, null, 700), gapRows: 90).FitRows(plan.Networks[2] with { LargestTrainRows = 90 }), Is.EqualTo(90));
            Assert.That(new StudySizes(null, null, 700).GapRowsOf(784), Is.EqualTo(200));
        });
    }

    [Test]
    public void Other_inputs_have_the_fully_connected_one_and_as_many_rows_as_there_are()
    {
        using TemporaryFolder folder = new();
        File.WriteAllLines(folder.File("t.csv"), Enumerable.Range(0, 100).Select(row => $"{row % 7},{row % 11},{row % 3}").Prepend("a,b,label"));
        StudyPlan plan = Plan(folder.File("t.csv"), new(400, 500, GapRows: 150));
        Assert.That(plan.Networks.Select(network => network.Name), Is.EqualTo((string[])["FC"]));
        Assert.That((plan.Split.Train.Length + plan.Split.Validation.Length, plan.Split.Test.Length, plan.Pixels), Is.EqualTo((60, 40, 1)));
    }

    [TestCase("nngp-vs-ntk", "", 60L * 61 / 2 + 60 * 80)]
    [TestCase("ridge-vs-early-stopping", "", 60L * 61 / 2 + 60 * 80)]
    [TestCase("zca", "--zca-ridges|1e-2,1,10", 4 * (60L * 61 / 2 + 60 * 80))]
    [TestCase("augmentation-ensemble", "--members|5", 5 * (60L * 61 / 2 + 60 * 80))]
    [TestCase("conditioning", "", 60L * 61 / 2)]
    public void A_dry_run_counts_the_kernels_and_writes_nothing(string study, string options, long entries)
    {
        using TemporaryFolder folder = new();
        JsonElement plan = CliProgram.Run(
            folder, ["study", study, "--train", "60", "--test", "80", "--network", "convVec(1)", "--dry-run", "--json", .. options.Split('|', StringSplitOptions.RemoveEmptyEntries)]).Succeeds().Json;
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("kernelEntries").GetDouble(), Is.EqualTo(entries));
            Assert.That(plan.GetProperty("bytes").GetInt64(), Is.GreaterThan(2 * 60 * 60 * 8));
            Assert.That(plan.GetProperty("solverFlops").GetDouble(), Is.Positive);
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.Positive);
            Assert.That(plan.GetProperty("fitsIntoMemory").GetBoolean());
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
        });
    }

    [TestCase("zca|--zca-ridges|-1", "--zca-ridges has '-1'")]
    [TestCase("zca|--prepare|zca:x", "--prepare is 'zca:x'.*zca:1e-2")]
    [TestCase("nngp-vs-ntk|--gap-rows|1", "--gap-rows is 1.*at least 2")]
    [TestCase("nngp-vs-ntk|--train|2", "each part needs at least one")]
    [TestCase("augmentation-ensemble|--members|1", "--members is 1.*at least 2")]
    [TestCase("augmentation-ensemble|--shift|8", "--shift is 8.*at most 7")]
    [TestCase("augmentation-ensemble|--data|t.csv", "are no images")]
    [TestCase("conditioning|--curves|t.csv/c.npz", "no folder")]
    public void What_cannot_be_is_refused_before_the_work(string arguments, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllLines(folder.File("t.csv"), Enumerable.Range(0, 50).Select(row => $"{row % 7},{row % 11},{row % 3}").Prepend("a,b,label"));
        CliOutcome outcome = CliProgram.Run(folder, ["study", .. arguments.Split('|'), "--test", "10"]);
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Match(message));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    private static StudyPlan Plan(string source, StudySizes sizes, RunSettings? run = null, int? gapRows = null) =>
        StudyPlan.Make(new(new(source, null, null), [], Preparation.Standardise, null, null, false, null), sizes, gapRows, run ?? Run);
}
