using System.Diagnostics;
using System.Text.Json;

namespace Ntk.Bench.Kills;

/// <summary>How builds with a store of tiles survived being killed.</summary>
/// <param name="Kills">Processes that were killed.</param>
/// <param name="WhileWriting">Of these, those of processes that had stored tiles themselves.</param>
/// <param name="TornWrites">Kills that left a file or a line of the journal unfinished.</param>
/// <param name="Builds">Matrices that were completed.</param>
/// <param name="Faults">What went wrong; empty if every matrix had the bits of an undisturbed one and no stored tile was lost.</param>
internal sealed record KillOutcome(int Kills, int WhileWriting, int TornWrites, int Builds, IReadOnlyList<string> Faults);

/// <summary>Builds a matrix of digits with a store, kills the process at random moments, and continues until the matrix is there; again and again.</summary>
/// <param name="program">The assembly of ntk.</param>
/// <param name="folder">An empty folder to work in.</param>
/// <param name="seed">Of the moments.</param>
internal sealed class KillTrial(string program, string folder, int seed)
{
    private const int LongestLife = 2000;

    // Hundreds of small tiles of a deep network: several seconds on any machine.
    private static readonly string[] Command =
    [
        "kernel", "--network", "400*(dense(1.4, 0.1) relu) dense(1.4, 0.1)", "--data", "digits", "--rows", "1500", "--precision", "float32", "--tile", "48", "--json",
    ];

    private readonly Random random = new(seed);
    private readonly List<string> faults = [];
    private readonly string store = Path.Combine(folder, "k.tiles");
    private byte[] expected = [];
    private int whileWriting;
    private int tornWrites;
    private int builds;

    /// <summary>Kills that many processes, and completes the last matrix.</summary>
    public KillOutcome Run(int kills)
    {
        using (Process undisturbed = Start("expected.npz"))
            Finish(undisturbed);
        expected = File.ReadAllBytes(Path.Combine(folder, "expected.npz"));

        for (int killed = 0; killed < kills;)
        {
            if (Live(random.Next(LongestLife)))
                killed++;
        }

        Live(milliseconds: -1);
        return new(kills, whileWriting, tornWrites, builds, faults);
    }

    /// <summary>Starts or continues a build for a while, or to its end if that comes first.</summary>
    /// <returns>Whether it was killed.</returns>
    private bool Live(int milliseconds)
    {
        int before = StoredTiles();
        List<string> unfinished = Unfinished();
        using Process process = Start("k.npz", "--store", store);
        if (process.WaitForExit(milliseconds))
        {
            Complete(process, before);
            return false;
        }

        process.Kill();
        process.WaitForExit();
        int after = StoredTiles();
        if (after < before)
            faults.Add($"{before} tiles were stored, and after a kill {after}.");
        whileWriting += after > before ? 1 : 0;
        tornWrites += Unfinished().Except(unfinished).Any() ? 1 : 0;
        return true;
    }

    private void Complete(Process process, int storedTiles)
    {
        JsonElement tiles = Finish(process).GetProperty("store");
        (int loaded, int recomputed) = (tiles.GetProperty("loadedTiles").GetInt32(), tiles.GetProperty("recomputedTiles").GetInt32());
        if (loaded != storedTiles || recomputed != 0)
            faults.Add($"{storedTiles} tiles were stored, {loaded} were loaded and {recomputed} damaged.");

        string result = Path.Combine(folder, "k.npz");
        if (!File.ReadAllBytes(result).AsSpan().SequenceEqual(expected))
            faults.Add("The matrix differs from that of an undisturbed build.");
        if (Directory.EnumerateFiles(store, "*.tmp").Any())
            faults.Add("A file under construction was left.");
        builds++;
        File.Delete(result);
        Directory.Delete(store, recursive: true);
    }

    /// <summary>The whole lines of the journal.</summary>
    private int StoredTiles() => Journal().Count(value => value == '\n');

    /// <summary>What the store holds in parts: files under construction, and a torn line, named by its place.</summary>
    private List<string> Unfinished()
    {
        List<string> parts = Directory.Exists(store) ? [.. Directory.EnumerateFiles(store, "*.tmp")] : [];
        byte[] journal = Journal();
        if (journal is [.., not (byte)'\n'])
            parts.Add($"byte {journal.Length} of the journal");
        return parts;
    }

    private byte[] Journal()
    {
        string path = Path.Combine(store, "journal.jsonl");
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }

    private Process Start(string output, params ReadOnlySpan<string> further) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. Command, "--output", output, .. further])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;

    private static JsonElement Finish(Process process)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement.Clone()
            : throw new InvalidOperationException($"ntk ended with {process.ExitCode}: {output}");
    }
}
