using System.Numerics;
using Ntk.Bench.LinearAlgebraBenchmarks;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Bench.Limits;

/// <summary>Each kernel of the engine as a fraction of what the machine can do, all measured in one run.</summary>
internal static class LimitsReport
{
    private static readonly string[] Activations =
        ["relu", "abs", "erf", "gelu", "sin", "rbf(0.5)", "sign", "tanh"];

    /// <summary>Prints the machine's limits, the pointwise rates, linear algebra, and the fully-connected Gram matrix.</summary>
    /// <param name="rows">Rows and columns of the Gram matrix.</param>
    public static void Print(int rows)
    {
        MachineLimits one = MachineLimits.Measure(1);
        int processors = Environment.ProcessorCount;
        MachineLimits all = processors == 1 ? one : MachineLimits.Measure(processors);
        Console.WriteLine($"The machine, 1 thread: {one.FloatFma / 1e9:F1} and {one.DoubleFma / 1e9:F1} G FMA/s (float, double), {one.BytesPerSecond / 1e9:F1} GB/s");
        Console.WriteLine($"The machine, {processors} threads: {all.FloatFma / 1e9:F1} and {all.DoubleFma / 1e9:F1} G FMA/s, {all.BytesPerSecond / 1e9:F1} GB/s");
        Console.WriteLine();

        Console.WriteLine("A layer (activation and Dense) of a deep network in L1, 1 thread: G entries/s, and how many fused multiply-adds at the peak rate an entry costs");
        Console.WriteLine($"{"",-10} {"float K, Θ",18} {"float K",18} {"double K, Θ",18} {"double K",18}");
        foreach (string activation in Activations)
        {
            Network network = NetworkText.Parse($"2*(dense(1.3, 0.1) {activation}) dense(1.3, 0.1)");
            Console.WriteLine(
                $"{activation,-10} {Layer<float>(network, KernelOutputs.Both, one),18} {Layer<float>(network, KernelOutputs.Nngp, one),18}"
                + $" {Layer<double>(network, KernelOutputs.Both, one),18} {Layer<double>(network, KernelOutputs.Nngp, one),18}");
        }

        Console.WriteLine();
        LinearAlgebra library = LinearAlgebra.Default;
        Console.WriteLine($"Linear algebra, 1 thread: fraction of the FMA peak by managed code, by {library.Name}");
        foreach (LibraryRatio r in LibraryComparison.Measure(library, rounds: 5, order: 1500, threadCounts: [1]))
        {
            double peak = 2 * (r.Routine[0] == 's' ? one.FloatFma : one.DoubleFma) / 1e9;
            Console.WriteLine($"{r.Routine,-10} {r.Managed / peak,6:P0} {r.Native / peak,6:P0}");
        }

        Console.WriteLine();
        Console.WriteLine($"Gram matrix {rows} × {rows}, 784 features, 3 hidden ReLU layers, {processors} threads, against one product by {library.Name} + 3 layers at the rate in L1");
        Gram<float>(rows, KernelOutputs.Both, processors);
        Gram<float>(rows, KernelOutputs.Nngp, processors);
        Gram<double>(rows / 2, KernelOutputs.Both, processors);
    }

    private static string Layer<T>(Network network, KernelOutputs outputs, MachineLimits limits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rate = LayerRate.Measure<T>(network, outputs, 1);
        return $"{rate / 1e9:F3} ({limits.Fma<T>() / rate:F0} FMA)";
    }

    private static void Gram<T>(int rows, KernelOutputs outputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network layer = NetworkText.Parse("dense(1.4142135623730951, 0.1) relu dense(1.4142135623730951, 0.1) relu dense(1.4142135623730951, 0.1)");
        double rate = LayerRate.Measure<T>(layer, outputs, threads);
        GramTile tile = GramTile.Measure<T>(rows, 784, 3, outputs, rate, threads, rounds: 9);
        Console.WriteLine(
            $"{typeof(T).Name,-7} {outputs,-5} n = {rows}: {tile.Seconds:F2} s; product {tile.ProductSeconds:F2} s, layers {tile.LayerSeconds:F2} s; ratio {tile.Ratio:F2}");
    }
}
