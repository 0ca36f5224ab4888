using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// Activations whose kernel, once normalised, depends on the squared distance alone, c' = e^{−s(q₁₁+q₂₂−2q₁₂)/2}:
/// φ(x) = a·e^{bx} (κ = a²e^{b²((q₁₁+q₂₂)/2+q₁₂)}, κ̇ = b²κ) and φ(x) = √2·sin(√(2γ)·x + π/4) (κ = e^{−γ(q₁₁+q₂₂−2q₁₂)}, κ̇ = 2γκ).
/// </summary>
public readonly struct DistanceDual : IDual
{
    // Far beyond, every exponential is 0 or 1, but squares would leave the range of float and make NaN of 0·∞.
    private const double LargestDeviation = 1e15;

    private readonly double scale;
    private readonly double amplitude;
    private readonly double growth;

    private DistanceDual(double scale, double amplitude, double growth)
    {
        this.scale = scale;
        this.amplitude = amplitude;
        this.growth = growth;
    }

    /// <inheritdoc/>
    public int FactorCount => 1;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <summary>φ(x) = a·e^{bx}.</summary>
    public static DistanceDual Exponential(double a, double b) => new(b * b, a * a, 2 * b * b);

    /// <summary>φ(x) = √2·sin(√(2γ)·x + π/4), γ ≥ 0: random Fourier features of the Gaussian kernel.</summary>
    public static DistanceDual Rbf(double gamma) => new(2 * gamma, 1, 0);

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        factors[0] = Math.Min(Math.Sqrt(scale * variance), LargestDeviation);
        double value = amplitude * Math.Exp(growth * variance);
        return new(value, scale * value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane half = TLane.Constant(0.5);
        TLane difference = factors.First(0) - factors.Second(0);
        TLane twiceProduct = TLane.Constant(2) * factors.First(0) * factors.Second(0);
        TLane halfDistance = TLane.MultiplyAdd(twiceProduct, SignedHaversine.ToHaversine(haversine), half * difference * difference);

        // Not −½·(…), which is −0 for equal rows: the signed haversine of c = −1. Nor 0 − ½·(…), which compilers for devices take for the same.
        result = TLane.Abs(half * Numerics.Exponential.ExpMinusOne(-halfDistance));
        slopeGap = result + result;
    }
}
