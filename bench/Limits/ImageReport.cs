using System.Numerics;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Limits;

/// <summary>Prints the rates of kernels of images beside the limits of the machine.</summary>
internal static class ImageReport
{
    private static readonly (string Name, Network Network, nint[] Image, int Columns)[] Cases =
    [
        ("GAP 28 × 28 × 1, 10 layers", Presets.ConvGap(10), [28, 28, 1], 16),
        ("VEC 28 × 28 × 1, 10 layers", Presets.ConvVec(10), [28, 28, 1], 512),
        ("GAP 32 × 32 × 3, 21 layers", Presets.ConvGap(21), [32, 32, 3], 16),
        ("VEC 32 × 32 × 3, 21 layers", Presets.ConvVec(21), [32, 32, 3], 512),
        ("Myrtle-5 32 × 32 × 3", Presets.Myrtle5(), [32, 32, 3], 16),
    ];

    /// <summary>Prints the cases whose name contains a text.</summary>
    public static void Print(string filter)
    {
        int all = Environment.ProcessorCount;
        MachineLimits one = MachineLimits.Measure(1);
        Console.WriteLine($"one core: {one.FloatFma / 1e9:F1} G float and {one.DoubleFma / 1e9:F1} G double fused multiply-adds a second");
        Print<float>("float32", one, all, filter);
        Print<double>("float64", one, all, filter);
    }

    private static void Print<T>(string precision, MachineLimits one, int all, string filter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network layer = Network.Serial(new Dense(1.4), new Relu(), new Dense(1.4, 0.1));
        double pointwise = LayerRate.Measure<T>(layer, KernelOutputs.Both, 1);
        Console.WriteLine($"{precision}: a fully-connected ReLU layer in the L1 cache, K and Θ: {pointwise / 1e9:F2} G/s on a core, {one.Fma<T>() / pointwise:F0} multiply-adds each");
        Console.WriteLine($"{"",-28} {"G/s a core",10} {"of pointwise",12} {"multiply-adds",13} {"cores",6} {"K alone",8} {"ms an entry",12}");
        foreach ((string name, Network network, nint[] image, int columns) in Cases)
        {
            if (!name.Contains(filter, StringComparison.OrdinalIgnoreCase))
                continue;
            ImageRate both = ImageRate.Measure<T>(network, image, KernelOutputs.Both, 1, 4, columns, 3);
            ImageRate nngp = ImageRate.Measure<T>(network, image, KernelOutputs.Nngp, 1, 4, columns, 3);
            ImageRate cores = ImageRate.Measure<T>(network, image, KernelOutputs.Both, all, 4, columns, 3);
            Console.WriteLine(
                $"{name,-28} {both.Rate / 1e9,10:F2} {both.Rate / pointwise,12:F2} {one.Fma<T>() / both.Rate,13:F0} {cores.Rate / both.Rate,6:F2} {nngp.Rate / both.Rate,8:F2} {1e3 * cores.Seconds,12:F4}");
        }
    }
}
