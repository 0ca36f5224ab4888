using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = a·e^{b·x²}: with X = (1 − 2bq₁₁)(1 − 2bq₂₂) − 4b²q₁₂², κ = a²/√X and κ̇ = ∂κ/∂q₁₂ = 4a²b²q₁₂/X^{3/2}.
/// </summary>
/// <param name="a">Output scale.</param>
/// <param name="b">Coefficient of x²; above zero the expectation diverges, and <see cref="Diagonal"/> is infinite, from q = 1/(4b) on.</param>
public readonly struct GaussianDual(double a, double b) : IDual
{
    /// <inheritdoc/>
    public int FactorCount => 3;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double square = 1 - 4 * b * variance;
        if (square <= 0)
            return new(double.PositiveInfinity, double.PositiveInfinity);
        double root = Math.Sqrt(square);
        factors[0] = root;
        factors[1] = 1 / root;
        factors[2] = -2 * b * variance / root;
        return new(a * a / root, 4 * a * a * b * b * variance / square / root);
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
        TLane difference = factors.First(0) - factors.Second(0);

        // excess = X/√(X₁₁X₂₂) − 1 ≥ 0; c' = 1/√(1 + excess).
        TLane unequal = half * (difference * factors.First(1)) * (difference * factors.Second(1));
        TLane excess = TLane.MultiplyAdd(factors.First(2) * factors.Second(2), SignedHaversine.SineSquared(magnitude), unequal);
        TLane correlation = one / TLane.Sqrt(one + excess);

        // 1 − c'² = excess/(1 + excess), in a form that is 1 for an infinite excess.
        TLane complement = one / (one + one / excess);
        result = half * complement / (one + correlation);

        // κ̇ ∝ c·c'³, and 1 − c'³ = (1 − c')(1 + c' + c'²).
        TLane cubeGap = (result + result) * TLane.MultiplyAdd(correlation, correlation, one + correlation);
        TLane ownGap = TLane.Constant(2) * SignedHaversine.ToHaversine(haversine);
        slopeGap = TLane.NegatedMultiplyAdd(ownGap, cubeGap, ownGap + cubeGap);
    }
}
