using System.CommandLine;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary><c>ntk doctor</c>: what this machine and this installation can do, and whether it works.</summary>
internal sealed class DoctorCommand : Verb
{
    public DoctorCommand()
        : base("doctor", "Say which BLAS library serves and why, what the machine is, and test both.") => AddOptions();

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk doctor", "Which library was found, why others were not, and a self-test of about a second. Fails if the test does."),
        ("NTK_BLAS=managed ntk doctor", "The same for another choice: mkl, openblas, managed or the path of a library."),
        ("ntk doctor --dry-run --json", "Without the self-test, for programs."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        string? choice = Environment.GetEnvironmentVariable(LinearAlgebra.ChoiceVariable);
        LibraryResolution resolution;
        try
        {
            resolution = LinearAlgebra.DefaultResolution;
        }
        catch (NativeLibraryException error)
        {
            session.Write(new DoctorResult(Versions.Ntk, MachineInfo.Read(), choice, Library: null, error.Candidates, [], Backends.GpuState(), error.Message));
            return ExitCode.WorkFailed;
        }

        run.LimitThreads();
        LinearAlgebra library = resolution.Library;
        IReadOnlyList<SelfTestCheck> checks = run.IsDryRun ? [] : LinearAlgebraSelfTest.Run(library);
        string[] failures = [.. checks.Where(check => !check.Passes).Select(check => $"{check.Routine} ({check.Measure}): residual {Format.Number(check.Residual)}, bound {check.Bound}")];
        string? problem = failures.Length == 0 ? null : $"{library.Name} computes wrong results: {string.Join("; ", failures)}. Choose another library with NTK_BLAS, such as NTK_BLAS=managed.";
        session.Write(new DoctorResult(
            Versions.Ntk, MachineInfo.Read(), choice, new(library.Name, library.Version, resolution.Path, library.ThreadCount), resolution.Candidates, checks, Backends.GpuState(), problem));
        return problem is null ? ExitCode.Success : ExitCode.WorkFailed;
    }
}
