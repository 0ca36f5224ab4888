using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ntk.Tests.Engine.InstructionSets;

/// <summary>Runs tests of this assembly in another process, with other settings of the run-time.</summary>
internal static partial class ChildProcess
{
    /// <summary>Set in a child: the widest register, in bits, that it must find.</summary>
    public const string ExpectedBits = "NTK_TEST_EXPECTED_BITS";

    /// <summary>Set in a child: the linear algebra it must find.</summary>
    public const string ExpectedLibrary = "NTK_TEST_EXPECTED_LIBRARY";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public static bool IsChild => Environment.GetEnvironmentVariable(ExpectedBits) is not null;

    /// <summary>Runs the tests of a filter and requires that all pass, at least so many of them.</summary>
    public static void Run(string filter, int atLeast, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        if (IsChild)
            Assert.Ignore("A child does not start children.");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { "vstest", typeof(ChildProcess).Assembly.Location, $"--TestCaseFilter:{filter}" })
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The child did not end within {Patience}.");
        }

        string text = output.Result + errors.Result;
        Assert.That(process.ExitCode, Is.Zero, text);
        Match passed = PassedCount().Match(text);
        Assert.That(passed.Success, text);
        Assert.That(int.Parse(passed.Groups["count"].Value), Is.GreaterThanOrEqualTo(atLeast), text);
    }

    [GeneratedRegex(@"Passed:\s+(?<count>[0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PassedCount();
}
