using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>How long the system takes to hand out memory: on a virtual machine, where the host may have to find it first, as long as computing what goes there.</summary>
internal static class PageSpeed
{
    private const int Rows = 128, RowBytes = 1 << 20, PageBytes = 4096;

    /// <summary>Seconds a byte that touching new memory takes, beyond touching what was just given back, which is part of the time of small matrices.</summary>
    public static double SecondsPerByte() => Math.Max(0, Touch() - Touch()) / ((double)Rows * RowBytes);

    private static double Touch() => Noise.Once(() =>
    {
        using var memory = new GramMatrix<float>(Rows, RowBytes / sizeof(float));
        Parallel.For(0, Rows, row =>
        {
            Span<float> values = memory.Row(row);
            for (int index = 0; index < values.Length; index += PageBytes / sizeof(float))
                values[index] = 1;
        });
    });
}
