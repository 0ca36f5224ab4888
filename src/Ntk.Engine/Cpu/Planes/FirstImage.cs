using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Where the first image's scalars of a pair come from.</summary>
internal unsafe interface IFirstImage
{
    /// <summary>Elements from one scalar to the next.</summary>
    static abstract int Stride<T, TLane>()
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>;

    /// <summary>Scalar <paramref name="index"/>.</summary>
    static abstract TLane Load<T, TLane>(T* factors, int index)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>One first image for all second images of a lane.</summary>
internal readonly unsafe struct SameFirstImage : IFirstImage
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stride<T, TLane>()
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<T, TLane>(T* factors, int index)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => TLane.Broadcast(factors[index]);
}

/// <summary>Each second image's own first image: pairs of an image with itself.</summary>
internal readonly unsafe struct OwnFirstImage : IFirstImage
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stride<T, TLane>()
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => TLane.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<T, TLane>(T* factors, int index)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => TLane.Load(in factors[index * TLane.Count], 0);
}

/// <summary>The scalars that a dual has for a pair of pixels.</summary>
internal readonly unsafe struct PixelPair<T, TLane, TFirst> : IPairFactors<TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    private readonly T* first;
    private readonly T* second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PixelPair(T* first, T* second)
    {
        this.first = first;
        this.second = second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane First(int index) => TFirst.Load<T, TLane>(first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Second(int index) => TLane.Load(in second[index * TLane.Count], 0);
}
