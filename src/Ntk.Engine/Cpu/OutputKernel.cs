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

/// <summary>What a strip holds in place of a correlation.</summary>
internal interface IStoredForm
{
    /// <summary>The correlation.</summary>
    static abstract TLane ToCorrelation<TLane>(TLane stored)
        where TLane : struct, ILane<TLane>;
}

/// <summary>A signed haversine, of the NNGP.</summary>
internal readonly struct HaversineForm : IStoredForm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ToCorrelation<TLane>(TLane stored)
        where TLane : struct, ILane<TLane> =>
        SignedHaversine.ToCorrelation(stored);
}

/// <summary>A gap 1 − ϑ, of the NTK.</summary>
internal readonly struct GapForm : IStoredForm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ToCorrelation<TLane>(TLane stored)
        where TLane : struct, ILane<TLane> =>
        TLane.Constant(1) - stored;
}

/// <summary>From what a strip holds to kernel entries: K = k·k'·c, Θ = g·g'·ϑ.</summary>
internal static unsafe class OutputKernel<T, TLane, TForm>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TForm : struct, IStoredForm
{
    /// <summary>One row of a strip; <paramref name="count"/> need not be a multiple of the lane. The end of the row is overwritten.</summary>
    public static void Write(T* stored, T* target, int count, OutputScale<T> first, int row, OutputScale<T> second, int column)
    {
        bool needsDouble = first.NeedsDouble || second.NeedsDouble;
        int whole = needsDouble ? 0 : count / TLane.Count * TLane.Count;
        Scale(stored, target, whole, first.Pointer[row], second.Pointer + column);
        ToCorrelations(stored, whole, count);
        for (int i = whole; i < count; i++)
        {
            target[i] = needsDouble
                ? T.CreateTruncating(first.Deviations[row] * second.Deviations[column + i] * double.CreateTruncating(stored[i]))
                : first.Pointer[row] * second.Pointer[column + i] * stored[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ToCorrelations(T* stored, int start, int end)
    {
        for (nint i = start; i < end; i += TLane.Count)
            TForm.ToCorrelation(TLane.Load(in stored[i], 0)).Store(ref stored[i], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Scale(T* stored, T* target, int count, T first, T* second)
    {
        TLane own = TLane.Broadcast(first);
        for (nint i = 0; i < count; i += TLane.Count)
            (own * TLane.Load(in second[i], 0) * TForm.ToCorrelation(TLane.Load(in stored[i], 0))).Store(ref target[i], 0);
    }
}
