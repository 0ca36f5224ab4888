using System.Globalization;
using Ntk.Bench.Accuracy;
using Ntk.Bench.Devices;
using Ntk.Bench.Kills;
using Ntk.Bench.Limits;
using Ntk.Bench.LinearAlgebraBenchmarks;
using Ntk.Bench.Solvers;
using Ntk.Bench.Suite;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Bench;

/// <summary>All verbs. What is not among them goes to BenchmarkDotNet.</summary>
internal static class BenchVerbs
{
    public static IReadOnlyList<BenchVerb> All { get; } =
    [
        new("suite", "[--help]", "all figures, each beside what the machine can do", rest => SuiteCommands.Run(["suite", .. rest])),
        new("peers", "[--help]", "speed and errors beside neural-tangents", rest => SuiteCommands.Run(["peers", .. rest])),
        new("compare", "before.json after.json", "two runs of the suite", rest => SuiteCommands.Run(["compare", .. rest])),
        new("limits", "[rows]", "rates of activations, linear algebra and a Gram matrix beside the machine's", rest => LimitsReport.Print(Number(rest, 0, 8192))),
        new("images", "[name]", "rates of kernels of images", rest => ImageReport.Print(rest.FirstOrDefault() ?? string.Empty)),
        new("solvers", "[order …]", "ways to solve one system", rest => SolverTable.Print(Numbers(rest, [2000, 4000, 8000, 16000]))),
        new("nystrom", "[columns …] [exact]", "regressions on few columns of Fashion-MNIST's kernel", rest => NystromTable.Print(Numbers(rest.Where(text => text != "exact"), [1000, 2000, 4000, 8000]), rest.Contains("exact"))),
        new("blas", "[library [order]]", "managed code against a native library", CompareLibraries),
        new("accuracy", "[stride]", "elementary functions over all floats", SweepFunctions),
        new("golden", "[folder]", "errors on the golden kernels", rest => GoldenTable.Print(rest.FirstOrDefault() ?? "tests/Golden")),
        new("digits", "cuda|opencl [factor]", "digits learnt with a device's kernels and with the processor's", CompareDevice),
        new("kills", "[count]", "builds that are killed lose nothing they had stored", Kill),
    ];

    /// <summary>The verb a command line names; null if it names none.</summary>
    public static BenchVerb? Find(string[] args) => args is [string name, ..] ? All.FirstOrDefault(verb => verb.Name == name) : null;

    /// <summary>Prints all verbs.</summary>
    public static void PrintUsage()
    {
        Console.WriteLine("dotnet run -c Release --project bench -- VERB …");
        foreach (BenchVerb verb in All)
            Console.WriteLine($"  {verb.Name + ' ' + verb.Arguments,-30} {verb.Purpose}");
        Console.WriteLine($"  {"--filter '*'",-30} BenchmarkDotNet's own command line: layers, Gram matrices, products, Cholesky");
    }

    private static void CompareLibraries(string[] rest)
    {
        LinearAlgebra native = LinearAlgebra.Resolve(rest.FirstOrDefault() ?? "openblas").Library;
        Console.WriteLine($"managed against {native.Name} {native.Version}");
        foreach (LibraryRatio r in LibraryComparison.Measure(native, order: Number(rest, 1, 2000)))
            Console.WriteLine($"{r.Routine,-7} n = {r.Order,5}, {r.Threads} threads: {r.Managed,6:F1} against {r.Native,6:F1} GFLOP/s, ratio {r.Ratio:F2}");
    }

    private static int CompareDevice(string[] rest)
    {
        if (BackendPlugins.Plugin is not { } plugin)
        {
            Console.Error.WriteLine(BackendPlugins.Reason);
            return 1;
        }

        DigitsComparison.Print(plugin.Open(rest.FirstOrDefault() ?? "cuda"), rest.Length > 1 ? double.Parse(rest[1], CultureInfo.InvariantCulture) : 1);
        return 0;
    }

    private static void SweepFunctions(string[] rest)
    {
        foreach (WorstCase worst in ElementarySweep.Run(stride: Number(rest, 0, 1)))
            Console.WriteLine($"{worst.Function,-12} {worst.Ulps:F4} units in the last place of float at {worst.Argument:R} (0x{BitConverter.SingleToUInt32Bits(worst.Argument):x8})");
    }

    private static int Kill(string[] rest)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("ntk-kills-");
        try
        {
            KillOutcome outcome = new KillTrial(Path.Combine(AppContext.BaseDirectory, "ntk.dll"), place.FullName, seed: 1).Run(Number(rest, 0, 100));
            Console.WriteLine($"{outcome.Kills} kills, {outcome.WhileWriting} of them after the process had stored tiles, {outcome.TornWrites} in the midst of a write;");
            Console.WriteLine($"{outcome.Builds} matrices completed, {outcome.Faults.Count} faults.");
            foreach (string fault in outcome.Faults)
                Console.WriteLine(fault);
            return outcome.Faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static int Number(string[] rest, int index, int unlessGiven) => rest.Length > index ? int.Parse(rest[index]) : unlessGiven;

    private static int[] Numbers(IEnumerable<string> rest, int[] unlessGiven) => rest.Select(int.Parse).ToArray() is { Length: > 0 } given ? given : unlessGiven;
}
