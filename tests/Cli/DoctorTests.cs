using System.Text.Json;
using Ntk.Engine.Programs;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk doctor</c> says what the library says, and fails when a library that was asked for cannot be used.</summary>
public class DoctorTests
{
    [Test]
    public void The_managed_code_passes_its_self_test()
    {
        using TemporaryFolder folder = new();
        JsonElement doctor = CliProgram.RunWith(folder, "managed", "doctor", "--json").Succeeds().Json;
        MachineInfo machine = MachineInfo.Read();
        Assert.Multiple(() =>
        {
            Assert.That(doctor.GetProperty("isHealthy").GetBoolean(), Is.True);
            Assert.That(doctor.GetProperty("library").GetProperty("name").GetString(), Is.EqualTo("managed"));
            Assert.That(doctor.GetProperty("machine").GetProperty("processor").GetString(), Is.EqualTo(machine.Processor));
            Assert.That(doctor.GetProperty("machine").GetProperty("memoryTotal").GetInt64(), Is.EqualTo(machine.MemoryTotal));
            Assert.That(doctor.GetProperty("machine").GetProperty("instructionSets").GetArrayLength(), Is.EqualTo(machine.InstructionSets.Count));
            Assert.That(doctor.GetProperty("selfTest").EnumerateArray().Select(check => check.GetProperty("routine").GetString()), Does.Contain("spotrf").And.Contain("dsyevd"));
            Assert.That(doctor.GetProperty("selfTest").EnumerateArray().All(check => check.GetProperty("residual").GetDouble() is >= 0 and <= 30 && check.GetProperty("gigaflopsPerSecond").GetDouble() > 0));
            Assert.That(doctor.GetProperty("gpu").GetString(), Does.Match(BackendPlugins.Plugin is null ? "^not installed: .*ILGPU" : @"^ILGPU \d+\.\d+\.\d+; cuda: .+; opencl: .+"));
        });
    }

    [Test]
    public void The_best_library_is_named_as_the_resolver_names_it()
    {
        using TemporaryFolder folder = new();
        CliOutcome outcome = CliProgram.RunWith(folder, "", "doctor", "--dry-run").Succeeds();
        LibraryResolution expected = LinearAlgebra.Resolve(null);
        Assert.That(outcome.Output, Does.Match($@"linear algebra\s+{expected.Library.Name}, ").And.Contain("Not tested"));
        foreach (LibraryCandidate candidate in expected.Candidates)
            Assert.That(outcome.Output, Does.Contain(candidate.Name));
    }

    [Test]
    public void A_library_that_was_asked_for_and_is_not_there_is_an_error()
    {
        using TemporaryFolder folder = new();
        CliOutcome outcome = CliProgram.RunWith(folder, "/no/such/library.so", "doctor", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Json.GetProperty("isHealthy").GetBoolean(), Is.False);
            Assert.That(outcome.Json.GetProperty("problem").GetString(), Does.Contain("/no/such/library.so"));
            Assert.That(outcome.Json.GetProperty("candidates")[0].GetProperty("outcome").GetString(), Is.EqualTo("failed"));
        });
    }
}
