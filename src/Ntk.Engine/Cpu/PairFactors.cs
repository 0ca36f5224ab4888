using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>The scalars of one first row and of as many second rows as a lane holds, read where they are used.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLane">The lane.</typeparam>
internal readonly unsafe struct PairFactors<T, TLane> : IPairFactors<TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    private readonly T* first;
    private readonly T* second;
    private readonly nint stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PairFactors(T* first, T* second, nint stride)
    {
        this.first = first;
        this.second = second;
        this.stride = stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane First(int index) => TLane.Broadcast(first[index]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Second(int index) => TLane.Load(in second[index * stride], 0);
}
