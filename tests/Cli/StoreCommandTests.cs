using System.Diagnostics;
using System.Text.Json;
using Ntk.Data;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk kernel --store</c>.</summary>
public class StoreCommandTests
{
    private const string Net = "dense(1.5,0.05) erf dense(1.5,0.05)";

    [Test]
    public void The_same_command_again_loads_what_is_there_and_says_so()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), RandomInputs.Normal<double>(100, 6, seed: 1));
        string[] command = ["kernel", "--network", Net, "--x1", "a.npy", "--output", "k.npz", "--tile", "32"];
        CliProgram.Run(folder, command).Succeeds();
        byte[] expected = File.ReadAllBytes(folder.File("k.npz"));

        Assert.That(Counts(CliProgram.Run(folder, [.. command, "--store", "k.tiles", "--json"])), Is.EqualTo((0, 0, 10)));
        Assert.That(File.ReadAllBytes(folder.File("k.npz")), Is.EqualTo(expected));

        File.Delete(folder.File("k.tiles/ntk-000032-000000.npy"));
        CliOutcome outcome = CliProgram.Run(folder, [.. command, "--store", "k.tiles"]).Succeeds();
        Assert.That(outcome.Output, Does.Contain("9 tiles loaded, 1 damaged and computed again, 0 computed"));
        Assert.That(outcome.Error, Does.Contain("warning: 1 parts of k.tiles were damaged").And.Contain("ntk-000032-000000.npy: it is missing"));
        Assert.That(File.ReadAllBytes(folder.File("k.npz")), Is.EqualTo(expected));

        outcome = CliProgram.Run(folder, [.. command, "--store", "k.tiles", "--json"]);
        Assert.That(Counts(outcome), Is.EqualTo((10, 0, 0)));
        Assert.That(outcome.Json.GetProperty("store").GetProperty("folder").GetString(), Is.EqualTo("k.tiles"));
    }

    [Test]
    public void A_store_that_is_of_another_matrix_in_use_or_no_folder_is_refused_in_one_line()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), RandomInputs.Normal<double>(10, 6, seed: 1));
        string[] command = ["kernel", "--x1", "a.npy", "--output", "k.npz", "--store"];
        CliProgram.Run(folder, [.. command, "k.tiles", "--network", Net]).Succeeds();
        File.Delete(folder.File("k.npz"));

        RequireRefused(CliProgram.Run(folder, [.. command, "k.tiles", "--network", "dense relu dense"]), 2, "programHash is .*, not .*another folder");
        RequireRefused(CliProgram.Run(folder, [.. command, "a.npy", "--network", Net]), 2, "a.npy.*no folder");
        RequireRefused(CliProgram.Run(folder, [.. command, "k.tiles", "--network", Net, "--tile", "0"]), 2, "--tile is 0");
        using (new FileStream(folder.File("k.tiles/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            RequireRefused(CliProgram.Run(folder, [.. command, "k.tiles", "--network", Net]), 1, "k.tiles is in use by another build");
        Assert.That(File.Exists(folder.File("k.npz")), Is.False);
    }

    [Test]
    [Platform(Include = "Unix", Reason = "Signals are sent with kill.")]
    public void An_interruption_says_how_to_continue()
    {
        using TemporaryFolder folder = new();
        Npy.Write<float>(folder.File("a.npy"), RandomInputs.Normal<float>(1000, 8, seed: 1));
        string[] command =
            ["kernel", "--network", "1000*(dense relu)dense", "--x1", "a.npy", "--output", "k.npz", "--precision", "float32", "--get", "nngp", "--tile", "64", "--store", "k.tiles", "--json"];
        using Process process = CliProgram.Start(folder, blas: null, command);
        string journal = folder.File("k.tiles/journal.jsonl");
        while (!process.HasExited && (!File.Exists(journal) || new FileInfo(journal).Length == 0))
            Thread.Sleep(10);

        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        CliOutcome outcome = CliProgram.Finish(process);
        Assert.That(outcome.ExitCode, Is.EqualTo(130), outcome.Error);
        Assert.That(outcome.Error, Does.Match("^ntk: Interrupted; .*k.tiles: run the same command again to continue"));
        Assert.That(File.Exists(folder.File("k.npz")), Is.False);

        int stored = File.ReadAllLines(journal).Length;
        (int loaded, int recomputed, int computed) = Counts(CliProgram.Run(folder, command));
        Assert.That((loaded, recomputed, computed > 0), Is.EqualTo((stored, 0, true)));
    }

    private static (int Loaded, int Recomputed, int Computed) Counts(CliOutcome outcome)
    {
        JsonElement store = outcome.Succeeds().Json.GetProperty("store");
        return (store.GetProperty("loadedTiles").GetInt32(), store.GetProperty("recomputedTiles").GetInt32(), store.GetProperty("computedTiles").GetInt32());
    }

    private static void RequireRefused(CliOutcome outcome, int exitCode, string message)
    {
        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.Error);
        Assert.That(outcome.Error, Does.Match($"^ntk: .*({message})"));
        Assert.That(outcome.Error.TrimEnd(), Does.Not.Contain('\n'));
    }
}
