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
    /// <inheritdoc/>
    public int FactorCount => AugmentedAngle.FactorCount + 2;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double twice = 2 * b * b * variance;
        double angle = 2 / Math.PI * AugmentedAngle.Diagonal(twice, factors);
        factors[AugmentedAngle.FactorCount] = angle > 0 ? 1 / Math.Sqrt(angle) : 0;
        double root = Math.Sqrt(1 + 2 * twice);
        factors[AugmentedAngle.FactorCount + 1] = Math.Sqrt(root / (1 + twice));
        return new(a * a * angle, 4 / Math.PI * a * a * b * b / root);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slope)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        AugmentedAngle.Evaluate(haversine, factors, out _, out TLane cosine, out TLane angle);
        const int Scale = AugmentedAngle.FactorCount;
        TLane correlation = angle * factors.First(Scale) * factors.Second(Scale);
        result = SignedHaversine.FromCorrelation(TLane.XorSign(correlation, haversine));
        slope = factors.First(Scale + 1) * factors.Second(Scale + 1) / cosine;
    }
}
