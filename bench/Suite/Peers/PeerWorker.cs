using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ntk.Cli;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Suite.Peers;

/// <summary>Who the peer is.</summary>
/// <param name="Name">The library.</param>
/// <param name="Version">Its version.</param>
/// <param name="Details">What it runs on.</param>
internal sealed record PeerDescription(string Name, string Version, string Details);

/// <summary>
/// A process that computes kernels with another library, in one precision, for as long as it is told to: JSON objects, one a line, over its standard input and output.
/// </summary>
internal sealed class PeerWorker : IDisposable
{
    private const int LinesKept = 8;

    private readonly Process process;
    private readonly TimeSpan patience;
    private readonly CancellationToken cancellation;
    private readonly Queue<string> errors = new();

    private PeerWorker(Process process, TimeSpan patience, CancellationToken cancellation)
    {
        this.process = process;
        this.patience = patience;
        this.cancellation = cancellation;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public PeerDescription Description { get; private set; } = new("", "", "");

    /// <summary>Where the program keeps the peer's script.</summary>
    public static string DefaultScript => Path.Combine(AppContext.BaseDirectory, "peers", "worker.py");

    /// <summary>Starts a worker.</summary>
    /// <param name="python">The Python to run it with.</param>
    /// <param name="script">The script.</param>
    /// <param name="precision">The type of its arithmetic.</param>
    /// <param name="patience">How long one answer may take.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    /// <exception cref="PeerMissingException">Python cannot be started, or the library cannot be imported.</exception>
    /// <exception cref="PeerFailedException">It ended, or did not answer.</exception>
    public static PeerWorker Start(string python, string script, Precision precision, TimeSpan patience, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(python, ["-B", script, precision.Name()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new PeerMissingException(python, error.Message.TrimEnd('.'));
        }

        var worker = new PeerWorker(process, patience, cancellation);
        try
        {
            JsonElement hello = worker.Answer();
            if (hello.TryGetProperty("missing", out JsonElement missing))
                throw new PeerMissingException(python, missing.GetString()!);
            worker.Description = new(Text(hello, "name"), Text(hello, "version"), Text(hello, "details"));
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Compiles the kernels of a network and computes them once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="first">An npy file of the first inputs.</param>
    /// <param name="second">An npy file of the second inputs; null for a symmetric matrix.</param>
    /// <returns>Seconds of the compilation and the first run.</returns>
    /// <exception cref="PeerRefusedException">The library does not know a layer.</exception>
    public double Prepare(Network network, string first, string? second) =>
        Seconds(Ask(new() { ["command"] = "prepare", ["network"] = JsonNode.Parse(network.ToJson()), ["x1"] = first, ["x2"] = second }));

    /// <summary>Computes the prepared kernels again.</summary>
    /// <returns>Seconds by the worker's clock, until the result is there.</returns>
    public double Run() => Seconds(Ask(new() { ["command"] = "run" }));

    /// <summary>The kernels of the last run.</summary>
    /// <param name="folder">A place for files.</param>
    public KernelValues Read(string folder)
    {
        string nngp = Path.Combine(folder, "peer-nngp.npy"), ntk = Path.Combine(folder, "peer-ntk.npy");
        Ask(new() { ["command"] = "save", ["nngp"] = nngp, ["ntk"] = ntk });
        return new([.. InputFile.Read<double>(nngp)], [.. InputFile.Read<double>(ntk)]);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            // The end of its input ends it, unless it is in the midst of something.
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(1)))
                process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private JsonElement Ask(JsonObject command)
    {
        try
        {
            process.StandardInput.WriteLine(command.ToJsonString());
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw new PeerFailedException($"The peer's process has ended. {Remains()}");
        }

        JsonElement answer = Answer();
        if (answer.TryGetProperty("refused", out JsonElement refused))
            throw new PeerRefusedException(refused.GetString()!);
        return answer.TryGetProperty("error", out JsonElement error) ? throw new PeerFailedException($"The peer failed: {error}") : answer;
    }

    private JsonElement Answer()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        string? line;
        try
        {
            line = process.StandardOutput.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new PeerFailedException($"The peer gave no answer within {patience.TotalSeconds:0} seconds and was ended. {Remains()}");
        }

        try
        {
            return line is null
                ? throw new PeerFailedException($"The peer's process ended without an answer. {Remains()}")
                : JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            throw new PeerFailedException($"The peer's answer is not JSON: {line}");
        }
    }

    private static double Seconds(JsonElement answer) =>
        answer.TryGetProperty("seconds", out JsonElement seconds) && seconds.TryGetDouble(out double value) && value > 0
            ? value
            : throw new PeerFailedException($"The peer's answer has no seconds: {answer}");

    private static string Text(JsonElement answer, string property) =>
        answer.TryGetProperty(property, out JsonElement value) ? value.ToString() : throw new PeerFailedException($"The peer's first line has no {property}: {answer}");

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (errors)
        {
            errors.Enqueue(line);
            while (errors.Count > LinesKept)
                errors.Dequeue();
        }
    }

    /// <summary>The end of standard error.</summary>
    private string Remains()
    {
        lock (errors)
            return errors.Count == 0 ? "It wrote nothing to standard error." : $"It wrote: {string.Join(" / ", errors)}";
    }
}
