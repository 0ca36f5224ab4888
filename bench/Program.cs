using System.Globalization;
using BenchmarkDotNet.Running;
using Ntk.Bench.Accuracy;
using Ntk.Bench.Devices;
using Ntk.Bench.Kills;
using Ntk.Bench.Limits;
using Ntk.Bench.LinearAlgebraBenchmarks;
using Ntk.Bench.Solvers;
using Ntk.Engine.Programs;
using Ntk.Native;

if (args is ["blas", .. string[] rest])
{
    LinearAlgebra native = LinearAlgebra.Resolve(rest.FirstOrDefault() ?? "openblas").Library;
    Console.WriteLine($"managed against {native.Name} {native.Version}");
    foreach (LibraryRatio r in LibraryComparison.Measure(native, order: rest.Length > 1 ? int.Parse(rest[1]) : 2000))
        Console.WriteLine($"{r.Routine,-7} n = {r.Order,5}, {r.Threads} threads: {r.Managed,6:F1} against {r.Native,6:F1} GFLOP/s, ratio {r.Ratio:F2}");
    return 0;
}
if (args is ["accuracy", .. string[] sweep])
{
    foreach (WorstCase worst in ElementarySweep.Run(stride: sweep.Length > 0 ? int.Parse(sweep[0]) : 1))
        Console.WriteLine($"{worst.Function,-12} {worst.Ulps:F4} units in the last place of float at {worst.Argument:R} (0x{BitConverter.SingleToUInt32Bits(worst.Argument):x8})");
    return 0;
}
if (args is ["gram", string rowCount, string featureCount, string precision])
{
    (int rows, int features) = (int.Parse(rowCount), int.Parse(featureCount));
    Console.WriteLine(precision == "float32" ? GramTile.Symmetric<float>(rows, features, 3) : GramTile.Symmetric<double>(rows, features, 3));
    return 0;
}
if (args is ["image-entry", .. { Length: 7 } entry])
{
    Console.WriteLine(ImageEntry.Seconds(entry[0], int.Parse(entry[1]), int.Parse(entry[2]), int.Parse(entry[3]), entry[4], int.Parse(entry[5]), int.Parse(entry[6])));
    return 0;
}
if (args is ["solvers", .. string[] orders])
{
    SolverTable.Print(orders.Length > 0 ? orders.Select(int.Parse) : [2000, 4000, 8000, 16000]);
    return 0;
}
if (args is ["nystrom", .. string[] ranks])
{
    int[] columns = [.. ranks.Where(text => text != "exact").Select(int.Parse)];
    NystromTable.Print(columns.Length > 0 ? columns : [1000, 2000, 4000, 8000], ranks.Contains("exact"));
    return 0;
}
if (args is ["images", .. string[] images])
{
    ImageReport.Print(images.Length > 0 ? images[0] : string.Empty);
    return 0;
}
if (args is ["digits", string kind, .. string[] size])
{
    if (BackendPlugins.Plugin is not { } plugin)
    {
        Console.Error.WriteLine(BackendPlugins.Reason);
        return 1;
    }

    DigitsComparison.Print(plugin.Open(kind), size.Length > 0 ? double.Parse(size[0], CultureInfo.InvariantCulture) : 1);
    return 0;
}
if (args is ["golden", .. string[] folder])
{
    GoldenTable.Print(folder.FirstOrDefault() ?? "tests/Golden");
    return 0;
}
if (args is ["limits", .. string[] limit])
{
    LimitsReport.Print(rows: limit.Length > 0 ? int.Parse(limit[0]) : 8192);
    return 0;
}
if (args is ["kills", .. string[] count])
{
    DirectoryInfo place = Directory.CreateTempSubdirectory("ntk-kills-");
    try
    {
        KillOutcome outcome = new KillTrial(Path.Combine(AppContext.BaseDirectory, "ntk.dll"), place.FullName, seed: 1).Run(count.Length > 0 ? int.Parse(count[0]) : 100);
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
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
