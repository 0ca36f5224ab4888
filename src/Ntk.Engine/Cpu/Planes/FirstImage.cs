using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Where the first image's scalars of a pair come from.</summary>
internal unsafe interface IFirstImage
{
    /// <summary>Elements from one scalar to the next, for cells of a given number of pairs.</summary>
    static abstract int Stride(int pairs);

    /// <summary>Scalar <paramref name="index"/> of as many pixels as the lane has registers, <paramref name="step"/> elements from pixel to pixel.</summary>
    static abstract TLane Load<T, TLane>(T* factors, int index, nint step)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>One first image for all second images of a lane.</summary>
internal readonly unsafe struct SameFirstImage : IFirstImage
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stride(int pairs) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<T, TLane>(T* factors, int index, nint step)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => TLane.BroadcastEach(in factors[index], step);
}

/// <summary>Each second image's own first image: pairs of an image with itself.</summary>
internal readonly unsafe struct OwnFirstImage : IFirstImage
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Stride(int pairs) => pairs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<T, TLane>(T* factors, int index, nint step)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T> => TLane.LoadEach(in factors[index * (TLane.Count / TLane.Registers)], step);
}

/// <summary>The scalars that a dual has for a pair of pixels, or for as many neighbouring pairs as the lane has registers.</summary>
internal readonly unsafe struct PixelPair<T, TLane, TFirst> : IPairFactors<TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    private readonly T* first;
    private readonly T* second;
    private readonly nint firstStep;
    private readonly nint secondStep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PixelPair(T* first, T* second, nint firstStep = 0, nint secondStep = 0)
    {
        this.first = first;
        this.second = second;
        this.firstStep = firstStep;
        this.secondStep = secondStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane First(int index) => TFirst.Load<T, TLane>(first, index, firstStep);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Second(int index) => OwnFirstImage.Load<T, TLane>(second, index, secondStep);
}
