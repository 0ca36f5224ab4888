using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary>What is wrong, and what to do, in one line; an exit code; and nothing written.</summary>
public class ErrorTests
{
    private const string Net = "dense(1.5,0.05) erf dense(1.5,0.05)";

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("no command", 2, "ntk --help", "");
        yield return Case("an unknown command", 2, "'kernels' is not a command.*demo, kernel", "kernels");
        yield return Case("an unknown option", 2, "--bogus.*ntk kernel --help", $"kernel|--network|{Net}|--x1|a.npy|--output|k.npz|--bogus");
        yield return Case("an option without its value", 2, "--x1", $"kernel|--network|{Net}|--output|k.npz|--x1");
        yield return Case("an unknown precision", 2, "float16.*float32, float64", $"kernel|--network|{Net}|--x1|a.npy|--output|k.npz|--precision|float16");
        yield return Case("an unknown kernel", 2, "ntl.*nngp, ntk", $"kernel|--network|{Net}|--x1|a.npy|--output|k.npz|--get|ntl");
        yield return Case("too many threads", 2, "100000 threads", $"kernel|--network|{Net}|--x1|a.npy|--output|k.npz|--threads|100000");
        yield return Case("a backend that is not there", 1, "cuda.*--backend cpu", $"kernel|--network|{Net}|--x1|a.npy|--output|k.npz|--backend|cuda");
        yield return Case("a missing input", 2, "nope.npy.*Check the path", $"kernel|--network|{Net}|--x1|nope.npy|--output|k.npz");
        yield return Case("a missing network", 2, "nope.json was not found", "kernel|--network|nope.json|--x1|a.npy|--output|k.npz");
        yield return Case("a network text with an unknown layer", 2, "Character 17.*rely", "kernel|--network|dense(1.5,0.05) rely|--x1|a.npy|--output|k.npz");
        yield return Case("a network file with an unknown field", 2, "bad.json: .*wStdd", "kernel|--network|bad.json|--x1|a.npy|--output|k.npz");
        yield return Case("a network without a kernel", 2, "layer|Layer", "kernel|--network|dense relu relu|--x1|a.npy|--output|k.npz");
        yield return Case("a parameter out of range", 2, "-1", "kernel|--network|dense(-1) relu|--x1|a.npy|--output|k.npz");
        yield return Case("inputs with other features", 2, "4 features, the second of 3 features", $"kernel|--network|{Net}|--x1|a.npy|--x2|narrow.npy|--output|k.npz");
        yield return Case("NaN in an input", 2, "NaN in row 2, column 3", $"kernel|--network|{Net}|--x1|nan.npy|--output|k.npz");
        yield return Case("a truncated input", 2, "cut.npy, byte", $"kernel|--network|{Net}|--x1|cut.npy|--output|k.npz");
        yield return Case("no output", 2, "--output k.npz", $"kernel|--network|{Net}|--x1|a.npy");
        yield return Case("an output folder that is not there", 2, "no folder", $"kernel|--network|{Net}|--x1|a.npy|--output|nowhere/k.npz");
        yield return Case("a matrix beyond the memory", 1, "bytes.*could not be had", $"kernel|--network|{Net}|--x1|long.npy|--output|k.npz");
        yield return Case("no ridge", 2, "--ridge 1e-3.*--ridge auto", $"fit|--network|{Net}|--x|a.npy|--y|y.npy|--model|k.ntk");
        yield return Case("a negative ridge", 2, "'-1'", $"fit|--network|{Net}|--x|a.npy|--y|y.npy|--ridge|-1|--model|k.ntk");
        yield return Case("targets of other rows", 2, "a.npy has 5 rows, narrow.npy has 2", $"fit|--network|{Net}|--x|a.npy|--y|narrow.npy|--ridge|1|--model|k.ntk");
        yield return Case("labels that are not", 2, "row 0 is .*--targets values", $"fit|--network|{Net}|--x|a.npy|--y|y.npy|--targets|labels|--ridge|1|--model|k.ntk");
        yield return Case("a singular kernel", 1, "not positive definite.*ridge", $"fit|--network|dense|--x|ones.npy|--y|y.npy|--ridge|0|--model|k.ntk");
        yield return Case("a model that is an array", 2, "zip archive", "predict|--model|a.npy|--x|a.npy");
        yield return Case("a model that is missing", 2, "m.ntk was not found", "predict|--model|m.ntk|--x|a.npy");
        yield return Case("data that are nothing", 2, "nowhere was not found", "data|--data|nowhere");
        yield return Case("more rows than there are", 2, "5000 rows are asked for and there are 1797", "data|--data|digits|--rows|5000");
        yield return Case("a spectrum of nothing", 2, "--x file or --data", $"spectrum|--network|{Net}");
        yield return Case("a spectrum beyond the memory", 1, "eigenvalues of 4000000 rows take .*--method lanczos", $"spectrum|--network|{Net}|--x|long.npy");
        yield return Case("probes of a dense spectrum", 2, "--method lanczos", $"spectrum|--network|{Net}|--x|a.npy|--probes|4");
        yield return Case("too few eigenvalues", 2, "--count is 0.*at least 1", $"spectrum|--network|{Net}|--x|a.npy|--count|0");
        yield return Case("an unknown method", 2, "dense, lanczos", $"spectrum|--network|{Net}|--x|a.npy|--method|qr");
        yield return Case("an empty part of a split", 2, "at least one", "demo|--train|1|--output|k.html");
    }

    [TestCaseSource(nameof(Cases))]
    public void Is_one_line_with_the_cause_and_the_remedy(string commandLine, int exitCode, string message)
    {
        using TemporaryFolder folder = Prepare();
        string[] before = Directory.GetFileSystemEntries(folder.Path);
        CliOutcome outcome = CliProgram.Run(folder, commandLine.Split('|', StringSplitOptions.RemoveEmptyEntries));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(exitCode), outcome.Error);
            Assert.That(outcome.Error, Does.Match($"^ntk: .*({message})"));
            Assert.That(outcome.Error.TrimEnd(), Does.Not.Contain('\n').And.Not.Contain("   at "));
            Assert.That(outcome.Output, Is.Empty);
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EquivalentTo(before));
        });
    }

    [Test]
    public void Is_an_object_on_standard_output_with_json()
    {
        using TemporaryFolder folder = Prepare();
        CliOutcome outcome = CliProgram.Run(folder, "kernel", "--network", Net, "--x1", "nan.npy", "--output", "k.npz", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Json.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("NonFiniteValue"));
            Assert.That(outcome.Json.GetProperty("error").GetProperty("message").GetString(), Does.Contain("row 2, column 3"));
            Assert.That(outcome.Json.GetProperty("error").GetProperty("exitCode").GetInt32(), Is.EqualTo(2));
        });
    }

    [Test]
    public void Help_has_examples_and_exit_codes([Values("demo", "kernel", "fit", "predict", "spectrum", "select", "dynamics", "data", "doctor")] string command)
    {
        using TemporaryFolder folder = new();
        CliOutcome outcome = CliProgram.Run(folder, command, "--help").Succeeds();
        Assert.That(outcome.Output, Does.Contain($"  ntk {command}").And.Contain("Exit codes: 0 done; 1").And.Contain("--dry-run").And.Contain("--seed"));
    }

    private static TestCaseData Case(string name, int exitCode, string message, string commandLine) => new TestCaseData(commandLine, exitCode, message).SetArgDisplayNames(name);

    private static TemporaryFolder Prepare()
    {
        TemporaryFolder folder = new();
        Tensor<double> a = RandomInputs.Normal<double>(5, 4, seed: 1);
        Npy.Write<double>(folder.File("a.npy"), a);
        File.WriteAllBytes(folder.File("cut.npy"), File.ReadAllBytes(folder.File("a.npy"))[..^8]);
        Npy.Write<double>(folder.File("y.npy"), RandomInputs.Normal<double>(5, 1, seed: 2));
        Npy.Write<double>(folder.File("narrow.npy"), RandomInputs.Normal<double>(2, 3, seed: 3));
        Npy.Write<byte>(folder.File("ones.npy"), [5, 4], (_, rows) => rows.Fill(1));
        Npy.Write<byte>(folder.File("long.npy"), [4_000_000, 1], (_, rows) => rows.Fill(1));
        a[2, 3] = double.NaN;
        Npy.Write<double>(folder.File("nan.npy"), a);
        File.WriteAllText(folder.File("bad.json"), """{"layers": [{"type": "dense", "wStdd": 1}]}""");
        return folder;
    }
}
