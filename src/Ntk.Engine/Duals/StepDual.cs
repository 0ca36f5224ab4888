using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = 1 for x > 0 and 0 for x &lt; 0, the arc-cosine kernel of order 0 (Cho and Saul 2009): κ = (π − θ)/(2π); κ̇ = 0 by
/// definition. At x = 0 it is ½, the mean of both sides.
/// </summary>
public readonly struct StepDual : IDual
{
    /// <inheritdoc/>
    public int FactorCount => 1;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        factors[0] = variance > 0 ? 1 : Math.Sqrt(2);
        return new(variance > 0 ? 0.5 : 0.25, 0);
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
        TLane acute = half * TLane.Sqrt(magnitude) * AnglePolynomials.Angle(magnitude);
        TLane turn = TLane.Select(TLane.IsNegative(haversine), half - acute, acute);

        // Rows of zeros have a variance of ¼ instead of ½, but the same κ with others.
        TLane scale = factors.First(0) * factors.Second(0);
        result = TLane.MultiplyAdd(scale, turn, half * (one - scale));
        slopeGap = TLane.Constant(1);
    }
}
