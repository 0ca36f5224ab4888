using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>φ(x) = sign x: κ = 1 − 2θ/π; κ̇ = 0 by definition. sign 0 = 0.</summary>
public readonly struct SignDual : IDual
{
    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors) => new(variance > 0 ? 1 : 0, 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane magnitude = TLane.Abs(haversine);
        result = TLane.CopySign(TLane.Sqrt(magnitude) * AnglePolynomials.Angle(magnitude), haversine);
        slopeGap = TLane.Constant(1);
    }
}
