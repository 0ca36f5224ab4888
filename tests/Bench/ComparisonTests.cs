using Ntk.Bench.Suite;
using Ntk.Tests.Data;

namespace Ntk.Tests.Bench;

/// <summary>Verdicts on two runs.</summary>
public class ComparisonTests
{
    private static readonly double[] Steady = [1.00, 1.01, 1.00, 0.99, 1.00];
    private static readonly double[] Noisy = [0.7, 1.0, 1.4, 0.8, 1.3];

    [TestCase(1.00, nameof(Verdict.Same))]
    [TestCase(1.04, nameof(Verdict.Same), Description = "Within the least noise.")]
    [TestCase(0.97, nameof(Verdict.Same))]
    [TestCase(1.08, nameof(Verdict.Slower))]
    [TestCase(0.92, nameof(Verdict.Faster))]
    public void Steady_rounds_tell_small_differences(double factor, string verdict) => Assert.That(VerdictOf(Steady, Scaled(Steady, factor)), Is.EqualTo(Enum.Parse<Verdict>(verdict)));

    [TestCase(1.3, nameof(Verdict.Same))]
    [TestCase(0.75, nameof(Verdict.Same))]
    [TestCase(3.0, nameof(Verdict.Slower))]
    [TestCase(0.3, nameof(Verdict.Faster))]
    public void Noisy_rounds_tell_large_differences_only(double factor, string verdict) => Assert.Multiple(() =>
    {
        Assert.That(VerdictOf(Noisy, Scaled(Noisy, factor)), Is.EqualTo(Enum.Parse<Verdict>(verdict)));
        Assert.That(VerdictOf(Noisy, Scaled(Steady, factor * 1.0)), Is.EqualTo(Enum.Parse<Verdict>(verdict)), "the noise of either counts");
    });

    [Test]
    public void Runs_of_the_same_machine_seldom_differ()
    {
        // Log-normal rounds of one distribution: every verdict but 'same' is a false alarm.
        var random = new Random(3);
        int alarms = Enumerable.Range(0, 2000).Count(_ => VerdictOf(Rounds(random), Rounds(random)) != Verdict.Same);
        Assert.That(alarms, Is.LessThan(2000 * 0.1));

        static double[] Rounds(Random random) => [.. Enumerable.Range(0, 7).Select(_ => Math.Exp(0.1 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    [Test]
    public void Figures_of_one_run_only_are_named()
    {
        Comparison comparison = Comparison.Of(SuiteFixture.Results(("a", Steady), ("b", Steady)), SuiteFixture.Results(("b", Steady), ("c", Steady)));
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Figures.Single(figure => figure.Name == "a").Verdict, Is.EqualTo(Verdict.OnlyInFirst));
            Assert.That(comparison.Figures.Single(figure => figure.Name == "b").Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(comparison.Figures.Single(figure => figure.Name == "c").Verdict, Is.EqualTo(Verdict.OnlyInSecond));
            Assert.That(comparison.HasSlower, Is.False);
            Assert.That(ComparisonText.Write(comparison), Does.Contain("only in the first").And.Contain("only in the second"));
        });
    }

    [Test]
    public void The_exit_code_says_whether_something_became_slower()
    {
        using TemporaryFolder folder = new();
        string before = folder.File("before.json"), after = folder.File("after.json"), page = folder.File("page.html");
        ResultFile.Write(before, SuiteFixture.Results(("a", Steady), ("b", Steady)), default);
        ResultFile.Write(after, SuiteFixture.Results(("a", Scaled(Steady, 1.5)), ("b", Scaled(Steady, 0.5))), default);
        Assert.Multiple(() =>
        {
            Assert.That(SuiteCommands.Run(["compare", before, after]), Is.EqualTo(1));
            Assert.That(SuiteCommands.Run(["suite", "--compare", before, before, "--report", page]), Is.Zero);
            Assert.That(SuiteCommands.Run(["compare", before, folder.File("nowhere.json")]), Is.EqualTo(2));
            Assert.That(SuiteCommands.Run(["compare", before]), Is.EqualTo(2));
            Assert.That(File.ReadAllText(page), Does.Contain("same within noise").And.Contain("multiply-adds 1.00 (float32)"));
        });
    }

    private static Verdict VerdictOf(double[] before, double[] after) =>
        Comparison.Of(SuiteFixture.Results(("a", before)), SuiteFixture.Results(("a", after))).Figures.Single(figure => figure.Name == "a").Verdict;

    private static double[] Scaled(double[] values, double factor) => [.. values.Select(value => value * factor)];
}
