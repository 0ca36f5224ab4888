using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = max(x, 0), the arc-cosine kernel of order 1 (Cho and Saul 2009, eq. 6):
/// κ = √(q₁₁q₂₂)·(sin θ + (π − θ) cos θ)/(2π), κ̇ = (π − θ)/(2π).
/// </summary>
/// <remarks>
/// In haversines, 1 − c' = 1 − c − (sin θ − θ cos θ)/π for an acute θ, and c' = (sin φ − φ cos φ)/π with φ = π − θ for an obtuse
/// one: no term cancels another to more than the rounding of the angle.
/// </remarks>
/// <typeparam name="TSign">Whether the pre-activations' correlation may be negative.</typeparam>
public readonly struct ReluDual<TSign> : IContractingDual
    where TSign : struct, ICorrelationSign
{
    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public bool IsHomogeneous => true;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors) => new(variance / 2, 0.5);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        if (!TSign.MayBeNegative)
        {
            Contract(haversine, out TLane loss, out slopeGap);
            result = TLane.NegatedMultiplyAdd(haversine, loss, haversine);
            return;
        }

        TLane magnitude = TLane.Abs(haversine);
        Contract(magnitude, out TLane acuteLoss, out TLane acuteGap);
        TLane isObtuse = TLane.IsNegative(haversine);
        result = TLane.NegatedMultiplyAdd(magnitude, acuteLoss, TLane.Select(isObtuse, TLane.Constant(0.5), magnitude));
        slopeGap = TLane.Select(isObtuse, TLane.Constant(1) - acuteGap, acuteGap);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Contract<TLane>(TLane haversine, out TLane loss, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
    {
        TLane root = TLane.Sqrt(haversine);
        loss = root * AnglePolynomials.Segment(haversine);
        slopeGap = root * AnglePolynomials.Angle(haversine);
    }
}
