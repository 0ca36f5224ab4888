using System.Diagnostics;
using Ntk.Bench.Suite;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;
using Ntk.Engine.Networks;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Bench;

/// <summary>The conversation with a peer, and what is made of it.</summary>
public class PeerTests
{
    private const string PeerVariable = "NTK_PEER_PYTHON";

    private static readonly PeerCase[] SmallCases = [new("FC", Presets.FullyConnected(2), [6], new(5, 3), new(7, 40))];

    private static string FakeScript => Path.Combine(TestContext.CurrentContext.TestDirectory, "Bench", "fake_peer.py");

    [Test]
    public void A_peer_by_closed_forms_agrees_with_the_engine()
    {
        PeerResults results = PeerTable.Measure(new(Python(), FakeScript, SmallCases, 2, null, GoldenCase.Folder, "dense-relu", TimeSpan.FromMinutes(1)), _ => { }, default);
        Assert.Multiple(() =>
        {
            Assert.That(results.Peer, Is.EqualTo(new PeerDescription("fake", "1.0", "closed forms")));
            Assert.That(results.Speed.Select(row => row.Precision), Is.EqualTo(new[] { Precision.Float32, Precision.Float64 }));
            foreach (PeerSpeed row in results.Speed)
            {
                // The fake computes in double whatever it is asked for; near angle 0 its arccosine has half the digits.
                Assert.That(row.PeerErrors.Nngp, Is.LessThan(1e-14));
                Assert.That(row.PeerErrors.Ntk, Is.LessThan(1e-13));
                Assert.That(row.PeerSeconds.Rounds, Has.Count.EqualTo(2).And.All.Positive);
                Assert.That(row.Ratio.Rounds, Is.EqualTo(row.PeerSeconds.Rounds.Zip(row.Seconds.Rounds, (peer, own) => peer / own)));
            }

            Assert.That(results.Speed[0].Errors.Ntk, Is.Positive.And.LessThan(5e-7), "float32 beside the engine in float64");
            Assert.That(results.Speed[1].Errors.Ntk, Is.Positive.And.LessThan(1e-14), "float64 beside double-double");
            Assert.That(results.Golden.Select(row => row.Case).Distinct(), Is.EqualTo(new[] { "dense-relu" }));
            Assert.That(results.Golden.Select(row => row.PeerErrors!.Ntk), Is.All.LessThan(1e-13));
        });
    }

    [Test]
    public void A_kernel_the_peer_does_not_know_is_left_out()
    {
        PeerResults results = PeerTable.Measure(new(Python(), FakeScript, [], 1, null, GoldenCase.Folder, "dense-gelu", TimeSpan.FromMinutes(1)), _ => { }, default);
        Assert.Multiple(() =>
        {
            Assert.That(results.Golden.Select(row => row.PeerErrors), Is.All.Null);
            Assert.That(results.Golden.Select(row => row.Errors.Nngp), Is.All.LessThan(5e-7));
        });
    }

    [TestCase("print('hello')", "not JSON", 30)]
    [TestCase("import sys; sys.stderr.write('no luck\\n'); sys.exit(3)", "without an answer.*no luck", 30)]
    [TestCase("print('{}')", "no name", 30)]
    [TestCase("import time; time.sleep(60)", "no answer within 1 seconds", 1)]
    [TestCase("print('{\"name\": \"a\", \"version\": \"1\", \"details\": \"\"}', flush=True); input(); print('{\"error\": \"out of luck\"}')", "out of luck", 30)]
    [TestCase("print('{\"name\": \"a\", \"version\": \"1\", \"details\": \"\"}', flush=True); input(); print('{\"seconds\": -1}')", "no seconds", 30)]
    public void A_peer_that_misbehaves_is_an_error(string script, string cause, int patience)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("peer.py"), script);
        string python = Python();
        Assert.That(
            () =>
            {
                using PeerWorker worker = PeerWorker.Start(python, folder.File("peer.py"), Precision.Float32, TimeSpan.FromSeconds(patience), default);
                worker.Prepare(Presets.FullyConnected(1), "a.npy", null);
            },
            Throws.TypeOf<PeerFailedException>().With.Message.Matches(cause));
    }

    [Test]
    public void A_Python_without_the_peer_says_how_to_install_it()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("peer.py"), "print('{\"missing\": \"No module named jax\"}')");
        string python = Python();
        Assert.Multiple(() =>
        {
            Assert.That(
                () => PeerWorker.Start(python, folder.File("peer.py"), Precision.Float32, TimeSpan.FromMinutes(1), default),
                Throws.TypeOf<PeerMissingException>().With.Message.Contains("No module named jax").And.Message.Contains("pip install neural-tangents"));
            Assert.That(
                () => PeerWorker.Start(folder.File("no-python"), folder.File("peer.py"), Precision.Float32, TimeSpan.FromMinutes(1), default),
                Throws.TypeOf<PeerMissingException>().With.Message.Contains("pip install"));
        });
    }

    [Test]
    public void An_interruption_ends_the_wait_for_the_peer()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("peer.py"), "import time; time.sleep(60)");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        string python = Python();
        long start = Stopwatch.GetTimestamp();
        Assert.That(() => PeerWorker.Start(python, folder.File("peer.py"), Precision.Float32, TimeSpan.FromMinutes(1), source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(20));
    }

    [Test]
    public void Neural_tangents_computes_the_same_networks()
    {
        if (Environment.GetEnvironmentVariable(PeerVariable) is not { Length: > 0 } python)
        {
            Assert.Ignore($"{PeerVariable} names no Python with neural-tangents.");
            return;
        }

        PeerResults results = PeerTable.Measure(new(python, PeerWorker.DefaultScript, PeerCases.Quick, 1, null, GoldenCase.Folder, "pool", TimeSpan.FromMinutes(5)), _ => { }, default);
        Assert.Multiple(() =>
        {
            foreach (PeerSpeed row in results.Speed)
                Assert.That(row.PeerErrors.Nngp, Is.LessThan(row.Precision == Precision.Float32 ? 1e-5 : 1e-13), row.Case);
            foreach (PeerAccuracy row in results.Golden.Where(row => row.Precision == Precision.Float64 && row.PeerErrors is not null))
                Assert.That(row.PeerErrors!.Nngp, Is.LessThan(1e-13), row.Case);
        });
    }

    /// <summary>Any Python; the fake needs no package.</summary>
    private static string Python()
    {
        foreach (string name in (string[])["python3", "python"])
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(name, ["-c", "import sys; sys.exit(0 if sys.version_info >= (3, 8) else 1)"]) { UseShellExecute = false })!;
                process.WaitForExit();
                if (process.ExitCode == 0)
                    return name;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not there; try the next.
            }
        }

        Assert.Ignore("There is no Python 3.8 or later for the fake peer.");
        return string.Empty;
    }
}
