using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ntk.Cli;

/// <summary>Random inputs, and the time of work on them.</summary>
internal static class Noise
{
    private const int Rounds = 2;

    /// <summary>Rows of uniform numbers between −1 and 1.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="lengths">The dimensions of one.</param>
    public static Tensor<T> Of<T>(int rows, ReadOnlySpan<nint> lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Tensor.CreateFromShape<T>([rows, .. lengths]);
        var random = new Random(1);
        foreach (ref T value in MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength))
            value = T.CreateTruncating(2 * random.NextDouble() - 1);
        return tensor;
    }

    /// <summary>The time of one run, in seconds.</summary>
    public static double Once(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The best time of a few runs, in seconds.</summary>
    public static double Best(Action action)
    {
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
            best = Math.Min(best, Once(action));
        return best;
    }
}
