using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = x·Φ(x), Φ the standard normal distribution. With Q = (1+q₁₁)(1+q₂₂), Δ² = Q − q₁₂², α = atan2(q₁₂, Δ):
/// κ = q₁₂/4 + [(q₁₂² + q₁₁q₂₂Δ²)/(QΔ) + q₁₂α]/(2π), κ̇ = ¼ + α/(2π) + q₁₂/(2πΔ)·[1/Δ² + (1 − q₁₁q₂₂)/Q + 1]
/// (Tsuchida, Pearce, van der Heide, Roosta and Gallagher 2021).
/// </summary>
/// <remarks>
/// With sin α = ρ = ηη'c, y = cos α and n = (1−η²)(1−η'²), κ/√(q₁₁q₂₂) = h = c/4 + [ηη'c²n/y + ηη'y + cα]/(2π), which is bounded for
/// the smallest and the largest variance. What is computed is (h₁₁ + h₂₂)/2 − h, each term as a difference without cancellation:
/// the brackets are even in c, so that h at −c is h at c less c/2, and likewise κ̇ at −c is ½ − κ̇ at c.
/// </remarks>
public readonly struct GeluDual : IDual
{
    private const double InverseTwoPi = 0.5 / Math.PI;

    private const int RootH = AugmentedFactors.Count;
    private const int Angle = RootH + 1;
    private const int Bump = RootH + 2;
    private const int InverseRootH = RootH + 3;
    private const int InverseRootSlope = RootH + 4;

    /// <inheritdoc/>
    public int FactorCount => AugmentedFactors.Count + 5;

    /// <inheritdoc/>
    public int FirstProductFactor => InverseRootH;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double angle = AugmentedFactors.Fill(variance, factors);
        double square = factors[AugmentedFactors.Square];
        double noise = factors[AugmentedFactors.Noise];
        double cosine = factors[AugmentedFactors.Cosine];
        double h = 0.25 + angle / 4 + InverseTwoPi * (square * noise * noise / cosine + square * cosine);
        double slope = 0.25 + angle / 4 + InverseTwoPi * square / cosine * (noise * noise / (cosine * cosine) + noise * noise + noise * (1 + square));
        factors[RootH] = Math.Sqrt(h);
        factors[InverseRootH] = 1 / factors[RootH];
        factors[Angle] = angle;
        factors[Bump] = Math.Sqrt(square / cosine) * noise;
        factors[InverseRootSlope] = 1 / Math.Sqrt(slope);
        return new(variance * h, slope);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane half = TLane.Constant(0.5);
        TLane quarter = TLane.Constant(0.25);
        TLane inverseTwoPi = TLane.Constant(InverseTwoPi);
        TLane magnitude = TLane.Abs(haversine);
        TLane isObtuse = TLane.IsNegative(haversine);
        TLane halfCosine = TLane.NegatedMultiplyAdd(magnitude, TLane.Constant(1), half);
        TLane both = factors.First(AugmentedFactors.Sine) * factors.Second(AugmentedFactors.Sine);
        AugmentedAngle<TLane> angle = AugmentedAngle<TLane>.Of(both * magnitude, factors);
        TLane alpha = half * (factors.First(Angle) + factors.Second(Angle)) - angle.Gap;

        // c/4 and c·α/(2π); α is a fraction of a right angle, so that α/(2π) is a quarter of it.
        TLane linear = half * magnitude;
        TLane turned = quarter * TLane.MultiplyAdd(magnitude + magnitude, alpha, angle.Gap);
        TLane curved = Curve(magnitude, both, angle);
        TLane bump = Bumps(magnitude, both, angle.Cosine, factors, out TLane inverseCosine, out TLane noise, out TLane complement);
        TLane loss = linear + turned + inverseTwoPi * (curved + bump);

        TLane difference = factors.First(RootH) - factors.Second(RootH);
        loss = TLane.NegatedMultiplyAdd(half * difference, difference, loss);
        loss = TLane.Select(isObtuse, loss + halfCosine, loss);
        loss = half * loss * factors.First(InverseRootH) * factors.Second(InverseRootH);
        result = SignedHaversine.FromHaversine(TLane.MinNative(TLane.MaxNative(loss, TLane.Constant(0)), TLane.Constant(1)));

        TLane sine = both * (halfCosine + halfCosine);
        TLane bracket = TLane.MultiplyAdd(noise * inverseCosine, inverseCosine, noise + complement);
        TLane acute = TLane.MultiplyAdd(quarter, alpha, quarter) + inverseTwoPi * sine * inverseCosine * bracket;
        TLane slope = TLane.Select(isObtuse, half - acute, acute) * factors.First(InverseRootSlope) * factors.Second(InverseRootSlope);
        slopeGap = TLane.Constant(1) - slope;
    }

    /// <summary>(sin α₁₁·cos α₁₁ + sin α₂₂·cos α₂₂)/2 − ηη'·cos α.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Curve<TLane>(TLane magnitude, TLane both, AugmentedAngle<TLane> angle)
        where TLane : struct, ILane<TLane>
    {
        // cos(α_m + α)·sin(α_m − α), in the half angles measured from the other side.
        TLane one = TLane.Constant(1);
        TLane cosSum = TLane.MultiplyAdd(angle.SinSum + angle.SinSum, angle.SinSum, -one);
        TLane cosGap = TLane.MultiplyAdd(angle.CosHalf, angle.CosMean, angle.SinHalf * angle.SinMean);
        TLane turn = cosSum * (angle.SinGap + angle.SinGap) * cosGap;

        // sin 2α_m·sin²((α₁₁ − α₂₂)/2), with sin 4μ = 4·sin μ·cos μ·cos 2μ.
        TLane sinTwiceMean = (angle.SinMean + angle.SinMean) * angle.CosMean;
        TLane cosTwiceMean = TLane.NegatedMultiplyAdd(angle.SinMean + angle.SinMean, angle.SinMean, one);
        TLane square = angle.SinDifference * angle.SinDifference;
        TLane spread = TLane.Constant(8) * sinTwiceMean * cosTwiceMean * square * (one - square);
        return turn - spread - (magnitude + magnitude) * both * angle.Cosine;
    }

    /// <summary>(p₁² + p₂²)/2 − ηη'c²n/cos α, with p² = η²(1−η²)²/cos α₁₁.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Bumps<TLane, TFactors>(
        TLane magnitude, TLane both, TLane cosine, TFactors factors, out TLane inverseCosine, out TLane noise, out TLane complement)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane firstNoise = factors.First(AugmentedFactors.Noise);
        TLane secondNoise = factors.Second(AugmentedFactors.Noise);
        TLane diagonal = factors.First(AugmentedFactors.Cosine) * factors.Second(AugmentedFactors.Cosine);
        noise = firstNoise * secondNoise;
        inverseCosine = one / cosine;

        // y₀ = √(1 − η²η'²), the cosine for c = 1; y₀² − y₁y₂ = (η² − η'²)²/(y₀² + y₁y₂).
        complement = TLane.MultiplyAdd(factors.First(AugmentedFactors.Square), secondNoise, firstNoise);
        TLane collinear = TLane.Sqrt(complement);
        TLane rootDiagonal = TLane.Sqrt(diagonal);
        TLane gap = firstNoise - secondNoise;
        TLane unequal = gap * (gap / ((complement + diagonal) * (collinear + rootDiagonal)));

        TLane difference = factors.First(Bump) - factors.Second(Bump);
        TLane weight = both * noise / collinear;
        TLane sineSquared = SignedHaversine.SineSquared(magnitude);
        TLane turned = sineSquared * inverseCosine * (both * both / (cosine + collinear) + collinear);
        TLane sum = TLane.MultiplyAdd(weight, unequal / rootDiagonal, weight * turned);
        return TLane.MultiplyAdd(TLane.Constant(0.5) * difference, difference, sum);
    }
}
