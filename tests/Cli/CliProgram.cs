using System.Diagnostics;
using System.Text.Json;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary>What a run of the program left.</summary>
internal sealed record CliOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Itself, once it is certain that the program has done its work.</summary>
    public CliOutcome Succeeds()
    {
        Assert.That(ExitCode, Is.Zero, $"{Error}{Output}");
        return this;
    }
}

/// <summary>Runs the real program in its own process.</summary>
internal static class CliProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Assembly => Path.Combine(TestContext.CurrentContext.TestDirectory, "ntk.dll");

    public static CliOutcome Run(TemporaryFolder folder, params ReadOnlySpan<string> arguments) => RunWith(folder, blas: null, arguments);

    /// <summary>Runs it with a choice of linear algebra.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="blas">The value of NTK_BLAS; null to leave it as it is.</param>
    /// <param name="arguments">The command line.</param>
    public static CliOutcome RunWith(TemporaryFolder folder, string? blas, params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(folder, blas, arguments);
        return Finish(process);
    }

    public static Process Start(TemporaryFolder folder, string? blas, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly, .. arguments])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (blas is not null)
            start.Environment["NTK_BLAS"] = blas;
        return Process.Start(start)!;
    }

    public static CliOutcome Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"ntk did not end within {Patience.TotalSeconds} seconds.");
        }
        return new(process.ExitCode, output.Result, error.Result);
    }
}
