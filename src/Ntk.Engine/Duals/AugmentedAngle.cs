using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// The angle that the duals of erf and GELU share: independent unit noise on the pre-activations turns a correlation c into
/// sin α = ρ = η·η'·c with η² = r/(1 + r), r the variance relative to the noise.
/// </summary>
/// <remarks>
/// For a row with itself sin α₁₁ = η². Near-duplicates need the small difference between α and the mean of α₁₁ and α₂₂ itself. In
/// quarter turns from the other side, 2b = π/2 − α, 2a₁ = π/2 − α₁₁, 2a₂ = π/2 − α₂₂ and with μ, d = (a₁ ± a₂)/2:
/// sin²b − sin²μ = (η−η')²/4 + η·η'·hav + cos 2μ·sin²d, all terms positive, and sin(b − μ) is that over sin(b + μ).
/// All of it for the magnitude of c: α is odd in c.
/// </remarks>
internal readonly struct AugmentedAngle<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>sin μ, cos μ, sin b, cos b and sin d.</summary>
    public readonly TLane SinMean;
    public readonly TLane CosMean;
    public readonly TLane SinHalf;
    public readonly TLane CosHalf;
    public readonly TLane SinDifference;

    /// <summary>sin(b + μ) and sin(b − μ).</summary>
    public readonly TLane SinSum;
    public readonly TLane SinGap;

    /// <summary>(α₁₁ + α₂₂)/2 − α, as a fraction of a right angle.</summary>
    public readonly TLane Gap;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AugmentedAngle(TLane sinMean, TLane cosMean, TLane sinHalf, TLane cosHalf, TLane sinDifference)
    {
        SinMean = sinMean;
        CosMean = cosMean;
        SinHalf = sinHalf;
        CosHalf = cosHalf;
        SinDifference = sinDifference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AugmentedAngle(AugmentedAngle<TLane> angle, TLane sinSum, TLane sinGap, TLane gap)
    {
        this = angle;
        SinSum = sinSum;
        SinGap = sinGap;
        Gap = gap;
    }

    /// <summary>cos α.</summary>
    public TLane Cosine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (SinHalf + SinHalf) * CosHalf;
    }

    /// <summary>The angle for η·η' times the magnitude of a signed haversine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AugmentedAngle<TLane> Of<TFactors>(TLane scaled, TFactors factors)
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane quarter = TLane.Constant(0.25);
        TLane firstSine = factors.First(AugmentedFactors.SinEighth);
        TLane firstCosine = factors.First(AugmentedFactors.CosEighth);
        TLane secondSine = factors.Second(AugmentedFactors.SinEighth);
        TLane secondCosine = factors.Second(AugmentedFactors.CosEighth);
        TLane product = firstSine * secondCosine;
        TLane sinMean = TLane.MultiplyAdd(firstCosine, secondSine, product);
        TLane sinDifference = TLane.NegatedMultiplyAdd(firstCosine, secondSine, product);
        TLane cosMean = TLane.NegatedMultiplyAdd(firstSine, secondSine, firstCosine * secondCosine);

        TLane unequal = factors.First(AugmentedFactors.Sine) - factors.Second(AugmentedFactors.Sine);
        TLane turn = TLane.MultiplyAdd(quarter * unequal, unequal, scaled);
        TLane square = TLane.MultiplyAdd(quarter, factors.First(AugmentedFactors.Noise) + factors.Second(AugmentedFactors.Noise), turn);
        TLane sinHalf = TLane.Sqrt(square);
        TLane cosHalf = TLane.Sqrt(one - square);

        TLane cosTwiceMean = TLane.NegatedMultiplyAdd(sinMean + sinMean, sinMean, one);
        TLane rise = TLane.MultiplyAdd(cosTwiceMean * sinDifference, sinDifference, turn);
        TLane sinSum = TLane.MultiplyAdd(sinHalf, cosMean, cosHalf * sinMean);
        TLane sinGap = rise / TLane.MaxNative(sinSum, TLane.Constant(1e-30));
        sinGap = TLane.MinNative(sinGap, TLane.Constant(0.70710678118654752));
        TLane half = sinGap * AnglePolynomials.Angle(sinGap * sinGap);
        var angle = new AugmentedAngle<TLane>(sinMean, cosMean, sinHalf, cosHalf, sinDifference);
        return new(angle, sinSum, sinGap, half + half);
    }
}

/// <summary>The scalars a row has for <see cref="AugmentedAngle{TLane}"/>.</summary>
internal static class AugmentedFactors
{
    /// <summary>η.</summary>
    public const int Sine = 0;

    /// <summary>η² = sin α₁₁.</summary>
    public const int Square = 1;

    /// <summary>1 − η².</summary>
    public const int Noise = 2;

    /// <summary>sin(a/2), where 2a = π/2 − α₁₁.</summary>
    public const int SinEighth = 3;

    /// <summary>cos(a/2).</summary>
    public const int CosEighth = 4;

    /// <summary>cos α₁₁.</summary>
    public const int Cosine = 5;

    /// <summary>1/cos α₁₁.</summary>
    public const int InverseCosine = 6;

    public const int Count = 7;

    /// <summary>Fills the scalars; returns α₁₁ as a fraction of a right angle.</summary>
    public static double Fill(double relativeVariance, Span<double> factors)
    {
        double noise = 1 / (1 + relativeVariance);
        double square = relativeVariance * noise;
        double cosine = Math.Sqrt(noise * (1 + square));
        double angle = Math.Atan2(square, cosine);
        double eighth = Math.Atan2(cosine, square) / 4;
        factors[Sine] = Math.Sqrt(square);
        factors[Square] = square;
        factors[Noise] = noise;
        factors[SinEighth] = Math.Sin(eighth);
        factors[CosEighth] = Math.Cos(eighth);
        factors[Cosine] = cosine;
        factors[InverseCosine] = 1 / cosine;
        return angle / (Math.PI / 2);
    }
}
