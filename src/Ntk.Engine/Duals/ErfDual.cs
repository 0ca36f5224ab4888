using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = a·erf(b·x) (Williams 1997): with q ← b²q and ρ = 2q₁₂/√((1+2q₁₁)(1+2q₂₂)), κ = a²·(2/π)·arcsin ρ and
/// κ̇ = a²b²·(4/π)/√((1+2q₁₁)(1+2q₂₂)(1 − ρ²)).
/// </summary>
/// <param name="a">Output scale.</param>
/// <param name="b">Input scale.</param>
public readonly struct ErfDual(double a, double b) : IDual
{
    private const int Deviation = AugmentedFactors.Count;
    private const int SineProduct = Deviation + 1;
    private const int InverseDeviation = Deviation + 2;
    private const int Tangent = Deviation + 3;

    /// <inheritdoc/>
    public int FactorCount => AugmentedFactors.Count + 4;

    /// <inheritdoc/>
    public int FirstProductFactor => SineProduct;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double relative = 2 * b * b * variance;
        double angle = AugmentedFactors.Fill(relative, factors);
        factors[Deviation] = Math.Sqrt(angle);
        factors[SineProduct] = factors[AugmentedFactors.Sine];
        factors[InverseDeviation] = angle > 0 ? 1 / factors[Deviation] : 0;
        factors[Tangent] = factors[AugmentedFactors.Square] / factors[AugmentedFactors.Cosine];
        return new(a * a * angle, 4 / Math.PI * a * a * b * b / Math.Sqrt(1 + 2 * relative));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane half = TLane.Constant(0.5);
        TLane magnitude = TLane.Abs(haversine);
        TLane scaled = factors.First(SineProduct) * magnitude * factors.Second(SineProduct);
        AugmentedAngle<TLane> angle = AugmentedAngle<TLane>.Of(scaled, factors);

        // k·k' − κ = (k² + k'²)/2 − κ − (k − k')²/2.
        TLane difference = factors.First(Deviation) - factors.Second(Deviation);
        TLane near = TLane.NegatedMultiplyAdd(half * difference, difference, angle.Gap);
        near = half * near * factors.First(InverseDeviation) * factors.Second(InverseDeviation);

        // Far from ±1, where the difference from them is as large as the correlation, the correlation itself is more accurate; also
        // where one deviation is several times the other, whose difference would cancel.
        TLane sine = factors.First(SineProduct) * factors.Second(SineProduct) * SignedHaversine.AbsoluteCorrelation(magnitude);
        TLane correlation = sine * AnglePolynomials.Angle(sine * sine) * factors.First(InverseDeviation) * factors.Second(InverseDeviation);
        TLane far = TLane.NegatedMultiplyAdd(half, correlation, half);
        TLane isUnequal = TLane.LessThan(factors.First(Deviation) * factors.Second(Deviation), difference * difference);
        TLane loss = TLane.Select(TLane.LessThan(correlation, half), far, TLane.Select(isUnequal, far, near));
        loss = TLane.MinNative(TLane.MaxNative(loss, TLane.Constant(0)), half);
        result = TLane.CopySign(loss, haversine);

        // The slopes' correlation is 1/√(1 + excess), 1 + excess = cos²α/(cos α₁₁·cos α₂₂), by 1 − ab = √((1−a²)(1−b²)) + (a−b)²/….
        TLane firstNoise = factors.First(AugmentedFactors.Noise);
        TLane secondNoise = factors.Second(AugmentedFactors.Noise);
        TLane gap = firstNoise - secondNoise;
        TLane complement = TLane.MultiplyAdd(factors.First(AugmentedFactors.Square), secondNoise, firstNoise);
        TLane diagonal = TLane.MultiplyAdd(factors.First(AugmentedFactors.Cosine), factors.Second(AugmentedFactors.Cosine), complement);
        TLane unequal = (gap * factors.First(AugmentedFactors.InverseCosine)) * (gap * factors.Second(AugmentedFactors.InverseCosine)) / diagonal;
        TLane turned = factors.First(Tangent) * SignedHaversine.SineSquared(magnitude);
        TLane excess = TLane.MultiplyAdd(turned, factors.Second(Tangent), unequal);
        excess = TLane.MinNative(excess, TLane.Constant(1e37));
        TLane whole = one + excess;
        slopeGap = excess / (whole + TLane.Sqrt(whole));
    }
}
