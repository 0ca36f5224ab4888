using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>How fast this machine is, measured in a fraction of a second, for estimates of time.</summary>
internal static class SpeedProbe
{
    private const int ProductOrder = 768;
    private const int TileOrder = 512;
    private const int Rounds = 3;

    /// <summary>Operations a second of a matrix product.</summary>
    public static double ProductRate<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Noise<T>(ProductOrder * ProductOrder), c = new T[a.Length];
        return 2.0 * ProductOrder * ProductOrder * ProductOrder / Best(() =>
            LinearAlgebra.Default.Gemm<T>(T.One, new(a, ProductOrder, ProductOrder), Transpose.No, new(a, ProductOrder, ProductOrder), Transpose.Yes, T.Zero, new(c, ProductOrder, ProductOrder)));
    }

    /// <summary>Seconds an entry of a Gram matrix, from one small tile of random inputs.</summary>
    public static double SecondsPerEntry<T>(Network network, ReadOnlySpan<nint> lengths, KernelOutputs outputs, GramOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Many features make the tile's inputs large and its product slow; fewer rows keep the probe short.
        int featureCount = InputShape.For(network, lengths).FeatureCount;
        int order = (int)Math.Clamp(TileOrder * 4096L / featureCount, 16, TileOrder);
        Tensor<T> inputs = Tensor.Create(Noise<T>(order * featureCount), [order, .. lengths]);
        var builder = new GramBuilder<T>(network, options);
        return Best(() => builder.Build(inputs, inputs, outputs).Dispose()) / ((double)order * order);
    }

    private static double Best(Action action)
    {
        double best = double.MaxValue;
        action();
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static T[] Noise<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        var values = new T[length];
        foreach (ref T value in MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), length))
            value = T.CreateTruncating(2 * random.NextDouble() - 1);
        return values;
    }
}
