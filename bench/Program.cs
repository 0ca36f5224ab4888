using BenchmarkDotNet.Running;
using Ntk.Bench.LinearAlgebraBenchmarks;
using Ntk.Native;

if (args is ["blas", .. string[] rest])
{
    LinearAlgebra native = LinearAlgebra.Resolve(rest.FirstOrDefault() ?? "openblas").Library;
    Console.WriteLine($"managed against {native.Name} {native.Version}");
    foreach (LibraryRatio r in LibraryComparison.Measure(native, order: rest.Length > 1 ? int.Parse(rest[1]) : 2000))
        Console.WriteLine($"{r.Routine,-7} n = {r.Order,5}, {r.Threads} threads: {r.Managed,6:F1} against {r.Native,6:F1} GFLOP/s, ratio {r.Ratio:F2}");
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
