using System.Diagnostics;
using Ntk.Data;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary>Ctrl-C ends the work soon, leaves no file, and says so.</summary>
[Platform(Include = "Unix", Reason = "Signals are sent with kill.")]
public class InterruptionTests
{
    [TestCase("INT")]
    [TestCase("TERM")]
    public void An_interrupted_kernel_leaves_nothing(string signal)
    {
        using TemporaryFolder folder = new();
        // Enough layers for many seconds on any machine.
        Npy.Write<float>(folder.File("a.npy"), RandomInputs.Normal<float>(4000, 8, seed: 1));
        using Process process = CliProgram.Start(folder, blas: null, "kernel", "--network", "4900*(dense relu)dense", "--x1", "a.npy", "--output", "k.npz", "--json");
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(2)), Is.False, "the work takes longer than this");

        long sent = Stopwatch.GetTimestamp();
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        CliOutcome outcome = CliProgram.Finish(process);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(130));
            Assert.That(Stopwatch.GetElapsedTime(sent).TotalSeconds, Is.LessThan(30));
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo((string[])[folder.File("a.npy")]));
        });
    }

    [Test]
    public void An_interrupted_integration_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        using Process process = CliProgram.Start(
            folder, blas: null, "dynamics", "--network", "dense relu dense", "--data", "digits", "--train", "300", "--test", "20", "--loss", "huber", "--times", "1e9", "--max-steps", "2000000000",
            "--output", "o.npz", "--report", "r.html");
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(4)), Is.False, "the work takes longer than this");
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        CliOutcome outcome = CliProgram.Finish(process);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(130), outcome.Error);
            Assert.That(outcome.Output, Is.Empty);
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
        });
    }

    [Test]
    public void A_file_is_discarded_if_the_work_is_cancelled_while_it_is_written()
    {
        using TemporaryFolder folder = new();
        using var source = new CancellationTokenSource();
        Assert.That(
            () => Ntk.Cli.OutputFile.WriteArchive(
                folder.File("k.npz"),
                archive =>
                {
                    archive.Add<double>("nngp", RandomInputs.Normal<double>(10, 10, seed: 1));
                    source.Cancel();
                },
                source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }
}
