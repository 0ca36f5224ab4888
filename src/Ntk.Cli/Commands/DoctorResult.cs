using Ntk.Native;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>The library in use.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Version">Version and build.</param>
/// <param name="Path">The file it was loaded from; null for the managed code.</param>
/// <param name="Threads">How many threads a call may use.</param>
internal sealed record LibraryInUse(string Name, string Version, string? Path, int Threads);

/// <summary>What <c>ntk doctor</c> found.</summary>
internal sealed record DoctorResult(
    string Ntk, MachineInfo Machine, string? Choice, LibraryInUse? Library, IReadOnlyList<LibraryCandidate> Candidates,
    IReadOnlyList<SelfTestCheck> SelfTest, string Gpu, string? Problem) : IResult
{
    public bool IsHealthy => Problem is null;

    public void WriteTo(IAnsiConsole console)
    {
        Terminal.WritePairs(
            console,
            ("ntk", Ntk),
            (".NET", Machine.Runtime),
            ("system", Machine.OperatingSystem),
            ("processor", $"{Machine.Processor}, {Machine.Cores} logical processors"),
            ("instruction sets", $"{string.Join(", ", Machine.InstructionSets)} (lanes of {Machine.LaneBits} bits in use)"),
            ("memory", $"{Format.Bytes(Machine.MemoryTotal)}, {Format.Bytes(Machine.MemoryAvailable)} available"),
            ("GPU backend", Gpu),
            ("NTK_BLAS", Choice ?? "not set: the best library found is taken"),
            ("linear algebra", Library is null ? "none" : $"{Library.Name}, {Library.Threads} threads"));

        Table candidates = Terminal.Table("library", "state", "where", "version or reason");
        foreach (LibraryCandidate candidate in Candidates)
            candidates.Row(candidate.Name, State(candidate.Outcome), candidate.Location.Length == 0 ? "—" : candidate.Location, candidate.Reason);
        console.Write(candidates);

        if (SelfTest.Count > 0)
        {
            Table checks = Terminal.Table("self-test", "compares", "scaled residual", "bound", "GFLOP/s", "");
            foreach (SelfTestCheck check in SelfTest)
                checks.Row(check.Routine, check.Measure, check.Residual.ToString("0.000"), check.Bound.ToString(), check.GigaflopsPerSecond.ToString("0.0"), check.Passes ? "passes" : "FAILS");
            console.Write(checks);
        }
        console.WriteLine(Problem ?? (SelfTest.Count > 0 ? "Healthy." : "Not tested: the dry run leaves the self-test out."));
    }

    private static string State(LibraryOutcome outcome) => outcome switch
    {
        LibraryOutcome.Chosen => "in use",
        LibraryOutcome.Failed => "not usable",
        _ => "not tried",
    };
}
