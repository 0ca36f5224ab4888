using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = x·Φ(x), Φ the standard normal distribution. With Q = (1+q₁₁)(1+q₂₂), Δ² = Q − q₁₂², α = atan2(q₁₂, Δ):
/// κ = q₁₂/4 + [(q₁₂² + q₁₁q₂₂Δ²)/(QΔ) + q₁₂α]/(2π), κ̇ = ¼ + α/(2π) + q₁₂/(2πΔ)·[1/Δ² + (1 − q₁₁q₂₂)/Q + 1]
/// (Tsuchida, Pearce, van der Heide, Roosta and Gallagher 2021).
/// </summary>
/// <remarks>In ρ = q₁₂/√Q every term is bounded, for the smallest and the largest variance.</remarks>
public readonly struct GeluDual : IDual
{
    private const double InverseTwoPi = 0.5 / Math.PI;

    /// <inheritdoc/>
    public int FactorCount => AugmentedAngle.FactorCount + 2;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double alpha = AugmentedAngle.Diagonal(variance, factors);
        double square = factors[1];
        double noise = factors[2];
        double cosine = Math.Sqrt(noise * (1 + square));
        double relative = 0.25 + InverseTwoPi * (square * noise * noise / cosine + square * cosine + alpha);
        double slope = 0.25 + InverseTwoPi * (alpha + square / cosine * (noise * noise / (cosine * cosine) + noise * noise + noise * (1 + square)));
        factors[AugmentedAngle.FactorCount] = 1 / Math.Sqrt(relative);
        factors[AugmentedAngle.FactorCount + 1] = 1 / Math.Sqrt(slope);
        return new(variance * relative, slope);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slope)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        AugmentedAngle.Evaluate(haversine, factors, out TLane sine, out TLane cosine, out TLane angle);
        TLane quarter = TLane.Constant(0.25);
        TLane inverseTwoPi = TLane.Constant(InverseTwoPi);
        TLane correlation = SignedHaversine.ToCorrelation(haversine);
        TLane both = factors.First(0) * factors.Second(0);
        TLane noise = factors.First(2) * factors.Second(2);
        TLane signedAngle = TLane.XorSign(angle, haversine);
        TLane inverseCosine = TLane.Constant(1) / cosine;

        TLane curved = both * TLane.MultiplyAdd(correlation * correlation, noise * inverseCosine, cosine);
        TLane linear = TLane.MultiplyAdd(quarter, signedAngle, quarter) * correlation;
        const int Scale = AugmentedAngle.FactorCount;
        TLane scaled = TLane.MultiplyAdd(inverseTwoPi, curved, linear) * factors.First(Scale) * factors.Second(Scale);
        result = SignedHaversine.FromCorrelation(scaled);

        // 1 − η²η'² = (1 − η²) + η²(1 − η'²).
        TLane complement = TLane.MultiplyAdd(factors.First(1), factors.Second(2), factors.First(2));
        TLane bracket = TLane.MultiplyAdd(noise * inverseCosine, inverseCosine, noise + complement);
        TLane tail = inverseTwoPi * TLane.XorSign(sine, haversine) * inverseCosine * bracket;
        TLane raw = TLane.MultiplyAdd(quarter, signedAngle, quarter) + tail;
        slope = raw * factors.First(Scale + 1) * factors.Second(Scale + 1);
    }
}
