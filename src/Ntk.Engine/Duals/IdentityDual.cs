using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>φ(x) = x: κ is the kernel itself and κ̇ = 1. With it, a Dense layer that follows no activation is a layer like all others.</summary>
public readonly struct IdentityDual : IDual
{
    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => true;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors) => new(variance, 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        result = haversine;
        slopeGap = TLane.Constant(0);
    }
}
