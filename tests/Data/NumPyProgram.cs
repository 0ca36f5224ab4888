using System.ComponentModel;
using System.Diagnostics;

namespace Ntk.Tests.Data;

/// <summary>Python with NumPy.</summary>
internal static class NumPyProgram
{
    private static readonly string? Python = Array.Find(["/usr/bin/python3", "python3"], HasNumPy);

    /// <summary>Runs a script, and gives what it prints. The test is ignored where NumPy is not installed.</summary>
    public static string Run(TemporaryFolder folder, string script)
    {
        if (Python is null)
            Assert.Ignore("python3 with numpy is not installed.");
        using Process process = Start(Python!, script, folder.Path);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors);
        return output.TrimEnd();
    }

    private static bool HasNumPy(string python)
    {
        try
        {
            using Process process = Start(python, "import numpy", Path.GetTempPath());
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string python, string script, string folder) => Process.Start(new ProcessStartInfo(python, ["-c", script])
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
