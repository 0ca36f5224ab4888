using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = a·min(x, 0) + b·max(x, 0): ReLU, leaky ReLU, absolute value.
/// κ = (a−b)²/(2π)·√(q₁₁q₂₂ − q₁₂²) + κ̇·q₁₂, κ̇ = (a²+b²)/2 − (a−b)²θ/(2π).
/// </summary>
/// <param name="a">Slope of the negative side.</param>
/// <param name="b">Slope of the positive side; not both zero.</param>
/// <remarks>With B = (a−b)²/(a²+b²): c' = c + B·(sin θ − θ cos θ)/π, and the gap of the slopes is Bθ/π.</remarks>
public readonly struct AbReluDual(double a, double b) : IDual
{
    private readonly double gain = (a * a + b * b) / 2;
    private readonly double bentness = (a - b) * (a - b) / (a * a + b * b);

    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => bentness >= 1;

    /// <inheritdoc/>
    public bool IsHomogeneous => true;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors) => new(variance * gain, gain);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane half = TLane.Constant(0.5);
        TLane bend = TLane.Constant(bentness);
        TLane magnitude = TLane.Abs(haversine);
        TLane root = TLane.Sqrt(magnitude);
        TLane segment = bend * (root * magnitude * AnglePolynomials.Segment(magnitude));
        TLane angle = bend * (root * AnglePolynomials.Angle(magnitude));

        // Obtuse: c' = (B−1)·|c| + B·(sin φ − φ cos φ)/π, of either sign when B < 1.
        TLane fromPlusOne = TLane.MultiplyAdd(bend - one, magnitude, TLane.NegatedMultiplyAdd(half, bend, one) - segment);
        TLane fromMinusOne = TLane.MultiplyAdd(one - bend, magnitude, TLane.MultiplyAdd(half, bend, segment));
        TLane obtuse = TLane.Select(TLane.LessThan(half, fromPlusOne), -fromMinusOne, fromPlusOne);

        TLane isObtuse = TLane.IsNegative(haversine);
        result = TLane.Select(isObtuse, obtuse, magnitude - segment);
        slopeGap = TLane.Select(isObtuse, bend - angle, angle);
    }
}
