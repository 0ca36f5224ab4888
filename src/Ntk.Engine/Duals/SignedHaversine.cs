using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// A correlation c = cos θ, stored as hav θ = sin²(θ/2) = (1 − c)/2 when the angle is acute and as −hav(π − θ) = −(1 + c)/2 when it
/// is obtuse: the sign bit is the sign of c, and the magnitude, at most ½, is the distance to the nearer of c = 1 and c = −1.
/// </summary>
/// <remarks>
/// A float near c = 1 holds the angle to √(2·2⁻²⁴) ≈ 3·10⁻⁴ only, and the slope of ReLU is linear in the angle: that is how an
/// NTK loses half its digits on near-duplicates. The haversine of the same angle has full relative accuracy, at both ends.
/// </remarks>
public static class SignedHaversine
{
    /// <summary>c of a signed haversine.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ToCorrelation<TLane>(TLane haversine)
        where TLane : struct, ILane<TLane> =>
        TLane.XorSign(AbsoluteCorrelation(TLane.Abs(haversine)), haversine);

    /// <summary>|c| of the magnitude of a signed haversine.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane AbsoluteCorrelation<TLane>(TLane magnitude)
        where TLane : struct, ILane<TLane> =>
        TLane.NegatedMultiplyAdd(TLane.Constant(2), magnitude, TLane.Constant(1));

    /// <summary>The signed haversine of c; where rounding has made |c| exceed 1, that of ±1.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <remarks>Accurate to the rounding of c, not better: for functions that do not amplify a small angle's error.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane FromCorrelation<TLane>(TLane correlation)
        where TLane : struct, ILane<TLane>
    {
        TLane half = TLane.Constant(0.5);
        TLane magnitude = TLane.NegatedMultiplyAdd(half, TLane.Abs(correlation), half);
        return TLane.CopySign(TLane.MaxNative(magnitude, TLane.Constant(0)), correlation);
    }

    /// <summary>The signed haversine of the angle whose haversine (1 − c)/2, in [0, 1], is given; −0 for c = −1.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane FromHaversine<TLane>(TLane haversine)
        where TLane : struct, ILane<TLane> =>
        TLane.Select(TLane.LessThan(TLane.Constant(0.5), haversine), -(TLane.Constant(1) - haversine), haversine);

    /// <summary>(1 − c)/2 in [0, 1].</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ToHaversine<TLane>(TLane signedHaversine)
        where TLane : struct, ILane<TLane> =>
        TLane.Select(TLane.IsNegative(signedHaversine), TLane.Constant(1) + signedHaversine, signedHaversine);

    /// <summary>1 − c² = sin²θ of the magnitude of a signed haversine.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SineSquared<TLane>(TLane magnitude)
        where TLane : struct, ILane<TLane> =>
        TLane.Constant(4) * magnitude * (TLane.Constant(1) - magnitude);
}
