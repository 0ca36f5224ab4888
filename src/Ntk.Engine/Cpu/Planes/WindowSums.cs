using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Sums over a window, along rows and then across them.</summary>
internal static unsafe class WindowSums<T, TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>target[i] = Σ_{a &lt; size} source[i·stride + a], in cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AlongRow(T* source, T* target, int count, int size, int stride)
    {
        nint end = (nint)count * TLane.Count;
        if (size == 3 && stride == 1)
        {
            TLane left = TLane.Load(in source[0], 0);
            TLane middle = TLane.Load(in source[TLane.Count], 0);
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane right = TLane.Load(in source[i + 2 * TLane.Count], 0);
                (left + middle + right).Store(ref target[i], 0);
                left = middle;
                middle = right;
            }

            return;
        }

        for (nint i = 0; i < end; i += TLane.Count)
        {
            TLane sum = TLane.Load(in source[i * stride], 0);
            for (nint a = 1; a < size; a++)
                sum += TLane.Load(in source[i * stride + a * TLane.Count], 0);
            sum.Store(ref target[i], 0);
        }
    }

    /// <summary>target = scale·Σ rows + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AcrossRows(T** rows, int size, T* target, int count, T scale, T offset)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane constant = TLane.Broadcast(offset);
        nint end = (nint)count * TLane.Count;
        for (nint i = 0; i < end; i += TLane.Count)
            TLane.MultiplyAdd(factor, Sum(rows, size, i), constant).Store(ref target[i], 0);
    }

    /// <summary>distance = scale·Σ distances; tangent = input·Σ distances + scale·Σ tangents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AcrossRows(T** distances, T** tangents, int size, T* distance, T* tangent, int count, T scale, T input)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane inputFactor = TLane.Broadcast(input);
        nint end = (nint)count * TLane.Count;
        if (size == 3)
        {
            T* d0 = distances[0], d1 = distances[1], d2 = distances[2];
            T* t0 = tangents[0], t1 = tangents[1], t2 = tangents[2];
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane sum = TLane.Load(in d0[i], 0) + TLane.Load(in d1[i], 0) + TLane.Load(in d2[i], 0);
                TLane tangentSum = TLane.Load(in t0[i], 0) + TLane.Load(in t1[i], 0) + TLane.Load(in t2[i], 0);
                (factor * sum).Store(ref distance[i], 0);
                TLane.MultiplyAdd(factor, tangentSum, inputFactor * sum).Store(ref tangent[i], 0);
            }

            return;
        }

        for (nint i = 0; i < end; i += TLane.Count)
        {
            TLane sum = Sum(distances, size, i);
            (factor * sum).Store(ref distance[i], 0);
            TLane.MultiplyAdd(factor, Sum(tangents, size, i), inputFactor * sum).Store(ref tangent[i], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Sum(T** rows, int size, nint i)
    {
        TLane sum = TLane.Load(in rows[0][i], 0);
        for (int a = 1; a < size; a++)
            sum += TLane.Load(in rows[a][i], 0);
        return sum;
    }
}
