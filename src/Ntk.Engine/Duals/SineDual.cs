using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = a·sin(b·x + c), and cosine with c + π/2:
/// κ = (a²/2)(e^{−b²(q₁₁+q₂₂−2q₁₂)/2} − e^{−b²(q₁₁+q₂₂+2q₁₂)/2} cos 2c), κ̇ = (a²b²/2)(the same with +).
/// </summary>
/// <param name="a">Output scale.</param>
/// <param name="b">Input scale.</param>
/// <param name="c">Phase, in radians.</param>
public readonly struct SineDual(double a, double b, double c) : IDual
{
    private readonly double twiceSineSquared = 2 * Math.Sin(c) * Math.Sin(c);

    /// <inheritdoc/>
    public int FactorCount => 3;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        // 1 ∓ e^{−2q} cos 2c, written so that nothing cancels for small q.
        double exponent = b * b * variance;
        double loss = -DoubleFunctions.ExpMinusOne(-2 * exponent);
        double even = twiceSineSquared + (1 - twiceSineSquared) * loss;
        double odd = 2 - twiceSineSquared - (1 - twiceSineSquared) * loss;
        factors[0] = Math.Sqrt(exponent);
        factors[1] = even > 0 ? 1 / Math.Sqrt(even) : 0;
        factors[2] = odd > 0 ? 1 / Math.Sqrt(odd) : 0;
        return new(a * a / 2 * even, a * a * b * b / 2 * odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slope)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane magnitude = TLane.Abs(haversine);
        TLane difference = factors.First(0) - factors.Second(0);
        TLane twiceProduct = TLane.Constant(2) * factors.First(0) * factors.Second(0);
        TLane halfSquare = TLane.Constant(0.5) * difference * difference;

        // The larger exponential belongs to the nearer of x' and −x'; the smaller is it times e^{−2|q₁₂|}.
        TLane large = Exponential.Exp(-TLane.MultiplyAdd(twiceProduct, magnitude, halfSquare));
        TLane loss = -Exponential.ExpMinusOne(-(twiceProduct * SignedHaversine.AbsoluteCorrelation(magnitude)));
        TLane small = TLane.NegatedMultiplyAdd(large, loss, large);
        TLane isObtuse = TLane.IsNegative(haversine);
        TLane opposite = TLane.Select(isObtuse, large, small);
        TLane near = TLane.Select(isObtuse, small, large);

        TLane phase = TLane.Constant(twiceSineSquared);
        TLane numerator = TLane.MultiplyAdd(phase, opposite, TLane.XorSign(large * loss, haversine));
        result = SignedHaversine.FromCorrelation(numerator * factors.First(1) * factors.Second(1));
        TLane sum = TLane.MultiplyAdd(TLane.Constant(1) - phase, opposite, near);
        slope = sum * factors.First(2) * factors.Second(2);
    }
}
