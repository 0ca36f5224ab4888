using Ntk.Bench.Kills;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary>Processes that are killed lose no tile they had stored. <c>bench kills</c> does it a hundred times.</summary>
public class StoreKillTests
{
    [Test]
    public void Killed_builds_continue_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        KillOutcome outcome = new KillTrial(CliProgram.Assembly, folder.Path, seed: 2).Run(kills: 8);
        TestContext.Out.WriteLine(outcome);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Faults, Is.Empty);
            Assert.That(outcome.Builds, Is.Positive);
            Assert.That(outcome.WhileWriting, Is.GreaterThanOrEqualTo(2), "the kills come while tiles are written");
        });
    }
}
