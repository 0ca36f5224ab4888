using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Bench.Accuracy;

/// <summary>One of the engine's elementary functions, on any lane.</summary>
internal interface IElementaryFunction
{
    /// <summary>Its name in tests/Golden/elementary.json and docs/numerics.md.</summary>
    static abstract string Name { get; }

    static abstract TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane>;
}

internal readonly struct AsinFunction : IElementaryFunction
{
    public static string Name => "asin";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => ArcFunctions.Asin(x);
}

internal readonly struct AcosFunction : IElementaryFunction
{
    public static string Name => "acos";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => ArcFunctions.Acos(x);
}

internal readonly struct ExpFunction : IElementaryFunction
{
    public static string Name => "exp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => Exponential.Exp(x);
}

internal readonly struct ExpMinusOneFunction : IElementaryFunction
{
    public static string Name => "expMinusOne";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => Exponential.ExpMinusOne(x);
}

internal readonly struct ErfFunction : IElementaryFunction
{
    public static string Name => "erf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => ErrorFunction.Erf(x);
}
