using System.Runtime.CompilerServices;
using Ntk.Engine.Duals.Tabulated;
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
/// <remarks>
/// With X = q₁₁ + q₂₂ − 2q₁₂ over 2, q in units of 1/b², e = e^{−q} and γ = cos 2c, the squared distance after the activation is
/// κ₁₁ + κ₂₂ − 2κ₁₂ ∝ (1 − e^{−X})(1 + γ·e^{X−q₁₁−q₂₂}) − γ(e₁ − e₂)²/2. The derivative is the same with −γ.
/// </remarks>
public readonly struct SineDual(double a, double b, double c) : IDual
{
    // Far beyond, every exponential is 0 or 1, but squares would leave the range of float and make NaN of 0·∞.
    private const double LargestDeviation = 1e15;

    private readonly double twiceSineSquared = 2 * Math.Sin(c) * Math.Sin(c);
    private readonly double twiceCosineSquared = 2 * Math.Cos(c) * Math.Cos(c);
    private readonly double gamma = 1 - 2 * Math.Sin(c) * Math.Sin(c);

    // The square of the sine of a multiple of π/2 comes out with a rounding error, but both are meant to be exact.
    private readonly Symmetry symmetry =
        2 * Math.Sin(c) * Math.Sin(c) < 1e-30 ? Symmetry.Odd : 2 * Math.Sin(c) * Math.Sin(c) > 2 - 1e-15 ? Symmetry.Even : Symmetry.None;

    /// <summary>√q, e^{−q}, √κ₁₁ for φ and for φ', and the inverses of both.</summary>
    public int FactorCount => 6;

    /// <inheritdoc/>
    public int FirstProductFactor => 4;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        // (1 ∓ e^{−2q} cos 2c)/2, written so that nothing cancels for small q, in an odd φ as in an even one.
        double exponent = b * b * variance;
        double loss = -DoubleFunctions.ExpMinusOne(-2 * exponent);
        double value = (twiceSineSquared + gamma * loss) / 2;
        double slope = (twiceCosineSquared - gamma * loss) / 2;
        factors[0] = Math.Min(Math.Sqrt(exponent), LargestDeviation);
        factors[1] = Math.Exp(-exponent);
        factors[2] = Math.Sqrt(value);
        factors[3] = Math.Sqrt(slope);
        factors[4] = value > 0 ? 1 / factors[2] : 0;
        factors[5] = slope > 0 ? 1 / factors[3] : 0;
        return new(a * a * value, a * a * b * b * slope);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        // An odd or even function treats x' and −x' alike, but for the sign.
        bool isFolded = symmetry != Symmetry.None;
        TLane one = TLane.Constant(1);
        TLane near = isFolded ? TLane.Abs(haversine) : SignedHaversine.ToHaversine(haversine);
        TLane difference = factors.First(0) - factors.Second(0);
        TLane halfSquare = TLane.Constant(0.5) * difference * difference;
        TLane twiceProduct = TLane.Constant(2) * factors.First(0) * factors.Second(0);
        TLane nearExponent = TLane.MultiplyAdd(twiceProduct, near, halfSquare);
        TLane farExponent = TLane.MultiplyAdd(twiceProduct, one - near, halfSquare);
        TLane loss = -Exponential.ExpMinusOne(-nearExponent);
        TLane mirrored = Exponential.Exp(-farExponent);

        TLane weight = TLane.Constant(gamma);
        TLane decay = factors.First(1) - factors.Second(1);
        TLane correction = TLane.Constant(0.5) * weight * decay * decay;
        TLane value = Haversine(TLane.NegatedMultiplyAdd(one, correction, loss * TLane.MultiplyAdd(weight, mirrored, one)), factors, 2);
        TLane slope = Haversine(TLane.MultiplyAdd(one, correction, loss * TLane.NegatedMultiplyAdd(weight, mirrored, one)), factors, 3);
        TLane isValueUnequal = IsUnequal<TLane, TFactors>(factors, 2);
        TLane isSlopeUnequal = IsUnequal<TLane, TFactors>(factors, 3);
        if (TLane.Any(isValueUnequal) || TLane.Any(isSlopeUnequal))
        {
            TLane cross = twiceProduct * (one - near - near);
            DirectHaversines(cross, TLane.MinNative(nearExponent, farExponent), factors, out TLane directValue, out TLane directSlope);
            value = TLane.Select(isValueUnequal, directValue, value);
            slope = TLane.Select(isSlopeUnequal, directSlope, slope);
        }

        result = SignedHaversine.FromHaversine(value);
        slopeGap = slope + slope;
        if (symmetry == Symmetry.Odd)
            result = TLane.XorSign(result, haversine);
        if (symmetry == Symmetry.Even)
            slopeGap = TLane.Select(TLane.IsNegative(haversine), TLane.Constant(2) - slopeGap, slopeGap);
    }

    /// <summary>Whether one deviation is so many times the other that squared distances, for the most part their difference, cancel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane IsUnequal<TLane, TFactors>(TFactors factors, int index)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane difference = factors.First(index) - factors.Second(index);
        return TLane.LessThan(factors.First(index) * factors.Second(index), difference * difference);
    }

    /// <summary>Both haversines from the kernels themselves; rare, and too long for the JIT compiler to inline, so that the common path stays within what it does.</summary>
    private void DirectHaversines<TLane, TFactors>(TLane cross, TLane exponent, TFactors factors, out TLane value, out TLane slope)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane weight = TLane.Constant(gamma);
        TLane scale = Exponential.Exp(-exponent);
        TLane growth = -Exponential.ExpMinusOne(-TLane.Abs(cross)) * scale;
        value = Direct(twiceSineSquared, weight, cross, growth, scale, factors, 2);
        slope = Direct(twiceCosineSquared, -weight, cross, growth, scale, factors, 3);
    }

    /// <summary>
    /// The haversine of κ/(k·k') itself: e^{−X} − γ·e^{−Y} = e^{−X}((1−γ) + γ(1−e^{X−Y})) with the smaller of both exponents taken out,
    /// <paramref name="scale"/>, and <paramref name="growth"/> scale·(1 − e^{−|X−Y|}); <paramref name="constant"/> is 1 − γ.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Direct<TLane, TFactors>(double constant, TLane weight, TLane cross, TLane growth, TLane scale, TFactors factors, int index)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane half = TLane.Constant(0.5);
        TLane share = TLane.Select(TLane.IsNegative(cross), -growth, weight * growth);
        TLane kernel = half * TLane.MultiplyAdd(TLane.Constant(constant), scale, share);
        TLane correlation = kernel * factors.First(index + 2) * factors.Second(index + 2);
        TLane haversine = TLane.NegatedMultiplyAdd(half, correlation, half);
        return TLane.MinNative(TLane.MaxNative(haversine, TLane.Constant(0)), TLane.Constant(1));
    }

    /// <summary>The haversine (D − (k − k')²)/(4·k·k') of a squared distance D.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Haversine<TLane, TFactors>(TLane distance, TFactors factors, int index)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane difference = factors.First(index) - factors.Second(index);
        TLane angular = TLane.NegatedMultiplyAdd(difference, difference, distance);
        TLane haversine = TLane.Constant(0.25) * angular * factors.First(index + 2) * factors.Second(index + 2);
        return TLane.MinNative(TLane.MaxNative(haversine, TLane.Constant(0)), TLane.Constant(1));
    }
}
