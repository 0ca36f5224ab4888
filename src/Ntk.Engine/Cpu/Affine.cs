using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>What a Dense layer does to a correlation and to the gap of a tangent correlation.</summary>
internal interface IAffine
{
    /// <summary>Applies the layer in place.</summary>
    static abstract void Apply<TLane, TFactors>(ref TLane haversine, ref TLane tangentGap, TFactors factors, bool hasTangent)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>;
}

/// <summary>The scalars a row has in an affine layer. With k² = K(x,x) and g² = Θ(x,x) before the layer, k'² and g'² after it:</summary>
internal static class AffineFactors
{
    /// <summary>σk/(2k').</summary>
    public const int HalfWeight = 0;

    /// <summary>b/(2k').</summary>
    public const int HalfBias = 1;

    /// <summary>2σk/k', so that its product with <see cref="HalfWeight"/> of the other row is C₁C₂.</summary>
    public const int TwiceWeight = 2;

    /// <summary>u/√2 with u = k'/g', or √input·k/g' with a tangent rule.</summary>
    public const int KernelShare = 3;

    /// <summary>4·u/√2, so that its product with <see cref="KernelShare"/> of the other row is 2u₁u₂.</summary>
    public const int FourKernelShare = 4;

    /// <summary>v/√2 with v = σg/g'.</summary>
    public const int TangentShare = 5;

    /// <summary>2·v/√2, so that its product with <see cref="TangentShare"/> of the other row is v₁v₂.</summary>
    public const int TwiceTangentShare = 6;

    /// <summary>√(constant/2)/g' with a tangent rule.</summary>
    public const int ConstantShare = 7;

    public const int Count = 8;
}

/// <summary>No affine layer.</summary>
internal readonly struct NoAffine : IAffine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TLane, TFactors>(ref TLane haversine, ref TLane tangentGap, TFactors factors, bool hasTangent)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
    }
}

/// <summary>
/// Dense in the NTK parameterisation: c' = C₁C₂c + S₁S₂ with C = σk/k', S = b/k', C² + S² = 1. In haversines
/// hav' = C₁C₂·hav + ((C₁−C₂)² + (S₁−S₂)²)/4, whose terms are all positive. Θ' = K' + σ²Θ becomes ϑ' = u₁u₂c' + v₁v₂ϑ with
/// u² + v² = 1, so that 1 − ϑ' = u₁u₂(1 − c') + v₁v₂(1 − ϑ) + ((u₁−u₂)² + (v₁−v₂)²)/2.
/// </summary>
/// <typeparam name="TSign">Whether correlations may be negative.</typeparam>
/// <typeparam name="TBias">Whether there is a bias; without one correlations stay as they are.</typeparam>
internal readonly struct DenseAffine<TSign, TBias> : IAffine
    where TSign : struct, ICorrelationSign
    where TBias : struct, IBias
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TLane, TFactors>(ref TLane haversine, ref TLane tangentGap, TFactors factors, bool hasTangent)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        if (TBias.IsPresent)
            haversine = Bias.Add<TLane, TFactors, TSign>(haversine, factors);
        if (!hasTangent)
            return;
        TLane full = TSign.MayBeNegative ? SignedHaversine.ToHaversine(haversine) : haversine;
        tangentGap = TangentShares.Mix(full, tangentGap, factors);
    }
}

/// <summary>An affine layer with a tangent rule of its own: Θ' = input·K + σ²Θ + constant, K the kernel before the layer.</summary>
internal readonly struct RuledAffine : IAffine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TLane, TFactors>(ref TLane haversine, ref TLane tangentGap, TFactors factors, bool hasTangent)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        if (hasTangent)
        {
            TLane unequal = factors.First(AffineFactors.ConstantShare) - factors.Second(AffineFactors.ConstantShare);
            tangentGap = TLane.MultiplyAdd(unequal, unequal, TangentShares.Mix(SignedHaversine.ToHaversine(haversine), tangentGap, factors));
        }

        haversine = Bias.Add<TLane, TFactors, AnySign>(haversine, factors);
    }
}

/// <summary>The kernel and the tangent kernel, mixed into the next tangent kernel.</summary>
internal static class TangentShares
{
    /// <summary>u₁u₂·2·haversine + v₁v₂·gap + ((u₁−u₂)² + (v₁−v₂)²)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Mix<TLane, TFactors>(TLane haversine, TLane tangentGap, TFactors factors)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane kernel = factors.Second(AffineFactors.KernelShare);
        TLane tangent = factors.Second(AffineFactors.TangentShare);
        TLane kernelUnequal = factors.First(AffineFactors.KernelShare) - kernel;
        TLane tangentUnequal = factors.First(AffineFactors.TangentShare) - tangent;
        TLane unequal = TLane.MultiplyAdd(kernelUnequal, kernelUnequal, tangentUnequal * tangentUnequal);

        // Value times first, then times second: the first product's rounding differs from layer to layer, while that of first
        // times second would be the same in every layer once the variances have settled, and add up.
        TLane mixed = TLane.MultiplyAdd(factors.First(AffineFactors.FourKernelShare) * haversine, kernel, unequal);
        return TLane.MultiplyAdd(factors.First(AffineFactors.TwiceTangentShare) * tangentGap, tangent, mixed);
    }
}

/// <summary>Whether a Dense layer has a bias of a variance above zero.</summary>
internal interface IBias
{
    static abstract bool IsPresent { get; }
}

/// <summary>It has.</summary>
internal readonly struct WithBias : IBias
{
    public static bool IsPresent => true;
}

/// <summary>It has not.</summary>
internal readonly struct WithoutBias : IBias
{
    public static bool IsPresent => false;
}

/// <summary>A constant added to a kernel.</summary>
internal static class Bias
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Add<TLane, TFactors, TSign>(TLane haversine, TFactors factors)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
        where TSign : struct, ICorrelationSign
    {
        TLane second = factors.Second(AffineFactors.HalfWeight);
        TLane firstBias = factors.First(AffineFactors.HalfBias);
        TLane secondBias = factors.Second(AffineFactors.HalfBias);
        TLane weightGap = factors.First(AffineFactors.HalfWeight) - second;
        TLane biasGap = firstBias - secondBias;
        TLane twiceFirst = factors.First(AffineFactors.TwiceWeight);
        if (!TSign.MayBeNegative)
            return Moved(twiceFirst * haversine, second, weightGap, biasGap);

        // An obtuse angle is held as its distance from −1, to which a bias of the second row counts the other way round:
        // 1 + c' = C₁C₂(1 + c) + ((C₁−C₂)² + (S₁+S₂)²)/2. If that exceeds 1, the angle has become acute.
        TLane magnitude = TLane.Abs(haversine);
        TLane signedGap = firstBias - TLane.XorSign(secondBias, haversine);
        TLane sameSide = Moved(twiceFirst * magnitude, second, weightGap, signedGap);
        TLane acute = Moved(TLane.NegatedMultiplyAdd(twiceFirst, magnitude, twiceFirst), second, weightGap, biasGap);
        return TLane.Select(TLane.LessThan(TLane.Constant(0.5), sameSide), acute, TLane.CopySign(sameSide, haversine));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Moved<TLane>(TLane weighted, TLane second, TLane weightGap, TLane biasGap)
        where TLane : struct, ILane<TLane> =>
        TLane.MultiplyAdd(weighted, second, TLane.MultiplyAdd(biasGap, biasGap, weightGap * weightGap));
}
