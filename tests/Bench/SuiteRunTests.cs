using Ntk.Bench.Suite;
using Ntk.Cli;
using Ntk.Engine.Cpu;

namespace Ntk.Tests.Bench;

/// <summary>The suite itself, at sizes that take a moment.</summary>
public class SuiteRunTests
{
    [Test]
    public void A_small_run_measures_everything_it_planned()
    {
        SuiteSettings settings = Settings(SuiteScale.Tiny);
        int threadsBefore = LinearAlgebra.Default.ThreadCount;
        SuiteFigures figures = SuiteRun.Measure(settings, _ => { }, default);
        Assert.Multiple(() =>
        {
            Assert.That(figures.Measurements.Select(figure => figure.Name), Is.EqualTo(SuiteRun.Plan(settings).SelectMany(batch => batch).Select(planned => planned.Label.Name)));
            Assert.That(figures.Measurements.Select(figure => figure.Group).Distinct(), Is.EquivalentTo(new[] { "kernels", "ragged", "solvers", "digits, fit and predict", "scaling" }));
            Assert.That(figures.Limits.Select(rates => rates.Threads), Is.EqualTo(settings.Threads));
            Assert.That(LinearAlgebra.Default.ThreadCount, Is.EqualTo(threadsBefore), "the setting of the process is put back");
            foreach (Measurement figure in figures.Measurements)
            {
                Assert.That(figure.Seconds.Rounds, Has.Count.EqualTo(SuiteScale.Tiny.Rounds()).And.All.Positive, figure.Name);
                Assert.That(figure.ShareOfLimit, Is.Positive.And.LessThan(2), $"{figure.Name}: nothing is faster than its limit, but for noise");
            }

            foreach (Scaling scaling in figures.Scalings)
                Assert.That(scaling.StandardError, Is.Not.NaN.And.GreaterThanOrEqualTo(0), scaling.Name);
            Assert.That(figures.Scalings.Select(scaling => scaling.Variable).Distinct(), Is.EquivalentTo(new[] { "rows", "hidden layers", "convolutions", "pixels", "n" }));
        });
        SuiteResults results = SuiteResults.Of(isQuick: true, figures, peers: null);
        Assert.That(SuiteText.Write(results), Does.Contain("How costs grow").And.Contain("eigenvectors"));
    }

    [TestCase(SuiteScale.Quick)]
    [TestCase(SuiteScale.Full)]
    public void Every_figure_has_a_name_of_its_own(object scale) =>
        Assert.That(SuiteRun.Plan(Settings((SuiteScale)scale)).SelectMany(batch => batch).Select(planned => planned.Label.Name), Is.Unique);

    [Test]
    public void A_filter_leaves_what_it_names() =>
        Assert.That(
            SuiteRun.Plan(Settings(SuiteScale.Quick) with { Filter = "cnn-gap" }).SelectMany(batch => batch).Select(planned => planned.Label.Name),
            Is.Not.Empty.And.All.Contains("CNN-GAP"));

    [TestCase("suite --filter nothing-is-called-this")]
    [TestCase("suite --threads 0")]
    [TestCase("suite --backend abacus")]
    [TestCase("suite --compare one.json")]
    [TestCase("suite --output nowhere/at/all.json")]
    [TestCase("peers")]
    [TestCase("peers --peer-python python3 --golden nowhere")]
    [TestCase("suites")]
    public void A_wrong_command_line_is_refused(string line) => Assert.That(SuiteCommands.Run(line.Split(' ')), Is.EqualTo(2));

    [Test]
    public void A_backend_that_is_not_there_is_an_error_before_anything_is_measured()
    {
        bool isThere = true;
        try
        {
            Backends.Find(BackendChoice.Cuda);
        }
        catch (NtkException)
        {
            isThere = false;
        }

        // Where it is there, the filter is at fault instead.
        Assert.That(SuiteCommands.Run(["suite", "--backend", "cuda", "--filter", "nothing-is-called-this"]), Is.EqualTo(isThere ? ExitCode.BadInput : ExitCode.WorkFailed));
    }

    [Test]
    public void Help_has_examples() => Assert.That(SuiteCommands.Run(["suite", "--help"]), Is.Zero);

    private static SuiteSettings Settings(SuiteScale scale) => new(scale, string.Empty, Environment.ProcessorCount == 1 ? [1] : [1, 2], CpuBackend.Instance, "cpu");
}
