using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>√K(x,x) or √Θ(x,x) of all rows, by which correlations are scaled in the end.</summary>
internal sealed unsafe class OutputScale<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Beyond, the product of two scales may leave the range of float although the entry itself does not.
    private const double LargestSafe = 1e18;

    private readonly NativeBuffer<T> values;

    public OutputScale(double[] diagonal)
    {
        values = new(CpuProfile.PaddedCount<T>(diagonal.Length));
        Deviations = Array.ConvertAll(diagonal, Math.Sqrt);
        for (int i = 0; i < diagonal.Length; i++)
        {
            values.Pointer[i] = T.CreateTruncating(Deviations[i]);
            NeedsDouble |= typeof(T) != typeof(double) && Deviations[i] > LargestSafe;
        }
    }

    /// <summary>In double.</summary>
    public double[] Deviations { get; }

    /// <summary>Whether a scale is so large that products are to be formed in double.</summary>
    public bool NeedsDouble { get; }

    public T* Pointer => values.Pointer;

    public void Dispose() => values.Dispose();
}

/// <summary>From correlations to kernel entries.</summary>
internal static unsafe class OutputKernel<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>K = k·k'·c of one row of a strip, whose haversines become correlations; <paramref name="count"/> need not be a multiple of the lane.</summary>
    public static void WriteNngp(T* haversines, T* target, int count, OutputScale<T> first, int row, OutputScale<T> second, int column)
    {
        HaversinesToCorrelations(haversines, count);
        Write(haversines, target, count, first, row, second, column);
    }

    /// <summary>Θ = g·g'·ϑ of one row of a strip, whose gaps 1 − ϑ become correlations.</summary>
    public static void WriteNtk(T* gaps, T* target, int count, OutputScale<T> first, int row, OutputScale<T> second, int column)
    {
        GapsToCorrelations(gaps, count);
        Write(gaps, target, count, first, row, second, column);
    }

    private static void Write(T* correlations, T* target, int count, OutputScale<T> first, int row, OutputScale<T> second, int column)
    {
        if (first.NeedsDouble || second.NeedsDouble)
        {
            for (int i = 0; i < count; i++)
                target[i] = T.CreateTruncating(first.Deviations[row] * second.Deviations[column + i] * double.CreateTruncating(correlations[i]));
            return;
        }

        int whole = count / TLane.Count * TLane.Count;
        Scale(correlations, target, whole, first.Pointer[row], second.Pointer + column);
        for (int i = whole; i < count; i++)
            target[i] = first.Pointer[row] * second.Pointer[column + i] * correlations[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void HaversinesToCorrelations(T* values, int count)
    {
        for (nint i = 0; i < count; i += TLane.Count)
            SignedHaversine.ToCorrelation(TLane.Load(in values[i], 0)).Store(ref values[i], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GapsToCorrelations(T* values, int count)
    {
        for (nint i = 0; i < count; i += TLane.Count)
            (TLane.Constant(1) - TLane.Load(in values[i], 0)).Store(ref values[i], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Scale(T* correlations, T* target, int count, T first, T* second)
    {
        TLane own = TLane.Broadcast(first);
        for (nint i = 0; i < count; i += TLane.Count)
            (own * TLane.Load(in second[i], 0) * TLane.Load(in correlations[i], 0)).Store(ref target[i], 0);
    }
}
