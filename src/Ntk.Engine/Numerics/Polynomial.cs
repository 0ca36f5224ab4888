using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>Horner's scheme, unrolled by the JIT compiler because every coefficient is a literal at the call.</summary>
internal static class Polynomial
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Start<TLane>(double leading)
        where TLane : struct, ILane<TLane> =>
        TLane.Constant(leading);

    /// <summary>One step: <c>sum·x + coefficient</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Then<TLane>(this TLane sum, TLane x, double coefficient)
        where TLane : struct, ILane<TLane> =>
        TLane.MultiplyAdd(sum, x, TLane.Constant(coefficient));
}
