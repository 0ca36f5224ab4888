namespace Ntk.Bench.Accuracy;

/// <summary>The largest errors on the golden kernels, |v − v*| / √(v*(x,x)·v*(x',x')), in both precisions.</summary>
internal static class GoldenTable
{
    /// <summary>Prints one line a case.</summary>
    /// <param name="folder">The folder of golden files.</param>
    public static void Print(string folder)
    {
        Console.WriteLine("| case | float64 NNGP | float64 NTK | float32 NNGP | float32 NTK |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (GoldenFile golden in GoldenFile.In(folder))
        {
            KernelErrors errors = golden.Errors<double>(), single = golden.Errors<float>();
            Console.WriteLine($"| {golden.Name} | {errors.Nngp:E1} | {errors.Ntk:E1} | {single.Nngp:E1} | {single.Ntk:E1} |");
        }
    }
}
