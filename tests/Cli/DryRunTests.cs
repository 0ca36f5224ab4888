using System.Diagnostics;
using System.Text.Json;
using Ntk.Data;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Cli;

/// <summary>What <c>ntk kernel --dry-run</c> says is what the command then takes.</summary>
[Platform(Include = "Linux", Reason = "The peak of a process's memory is read from /proc.")]
public class DryRunTests
{
    [Test]
    public void Of_features_is_right() => Check("3*(dense(1.4,0.1) relu) dense(1.4,0.1)", file => Npy.Write<float>(file, RandomInputs.Normal<float>(5000, 784, seed: 1)));

    [Test]
    public void Of_images_is_right() => Check("convVec(4)", file => Npy.Write<float>(file, RandomImages.Normal<float>(1, 1200, 20, 20, 1)));

    private static void Check(string network, Action<string> write)
    {
        using TemporaryFolder folder = new();
        write(folder.File("a.npy"));
        string[] command = ["kernel", "--network", network, "--x1", "a.npy", "--precision", "float32", "--output", "k.npz", "--json"];
        JsonElement plan = CliProgram.Run(folder, [.. command, "--dry-run"]).Succeeds().Json;
        using Process process = CliProgram.Start(folder, blas: null, command);
        Task<long> peak = Task.Run(() => PeakOf(process));
        double seconds = CliProgram.Finish(process).Succeeds().Json.GetProperty("seconds").GetDouble();
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("processBytes").GetDouble(), Is.EqualTo(peak.Result).Within(25).Percent);
            // Other tests run on the same processors now and not then; on a quiet machine both agree within 25 percent.
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.InRange(seconds / 3, seconds * 3));
        });
    }

    /// <summary>The largest resident memory a process has had so far, read until it ends.</summary>
    private static long PeakOf(Process process)
    {
        const string Key = "VmHWM:";
        long peak = 0;
        string file = $"/proc/{process.Id}/status";
        while (!process.HasExited)
        {
            try
            {
                string? line = Array.Find(File.ReadAllLines(file), text => text.StartsWith(Key, StringComparison.Ordinal));
                peak = line is null ? peak : 1024 * long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal));
            }
            catch (IOException)
            {
                break;
            }

            Thread.Sleep(5);
        }

        return peak;
    }
}
