using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>Haversines of single pairs straight from the differences of their features.</summary>
internal static unsafe class Distances<T, TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>|z − z'|²/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T QuarterSquare(T* first, T* second, nint count)
    {
        TLane even = TLane.Constant(0);
        TLane odd = TLane.Constant(0);
        nint k = 0;
        for (; k + 2 * TLane.Count <= count; k += 2 * TLane.Count)
        {
            TLane difference = TLane.Load(in first[k], 0) - TLane.Load(in second[k], 0);
            even = TLane.MultiplyAdd(difference, difference, even);
            difference = TLane.Load(in first[k], (nuint)TLane.Count) - TLane.Load(in second[k], (nuint)TLane.Count);
            odd = TLane.MultiplyAdd(difference, difference, odd);
        }

        for (; k < count; k += TLane.Count)
        {
            TLane difference = TLane.Load(in first[k], 0) - TLane.Load(in second[k], 0);
            even = TLane.MultiplyAdd(difference, difference, even);
        }

        return (TLane.Constant(0.25) * (even + odd)).Sum();
    }

    /// <summary>|z + z' + 2·centre|²/4: the distance of one row from the mirror image of the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T QuarterSquareToMirror(T* first, T* second, T* centre, nint count)
    {
        TLane sum = TLane.Constant(0);
        for (nint k = 0; k < count; k += TLane.Count)
        {
            TLane middle = TLane.Load(in centre[k], 0);
            TLane total = (TLane.Load(in first[k], 0) + middle) + (TLane.Load(in second[k], 0) + middle);
            sum = TLane.MultiplyAdd(total, total, sum);
        }

        return (TLane.Constant(0.25) * sum).Sum();
    }
}
