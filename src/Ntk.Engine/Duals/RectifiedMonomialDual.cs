using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = max(x, 0)ⁿ for n = 2, 3, 4: the arc-cosine kernels (Cho and Saul 2009, eq. 3),
/// κ = (q₁₁q₂₂)^{n/2}·J_n(θ)/(2π), κ̇ = n²·κ of order n − 1.
/// </summary>
/// <typeparam name="TDegree">The degree, known to the JIT compiler, which drops the other formulas.</typeparam>
/// <remarks>J_n(θ) = (π − θ)·p_n(cos θ) + sin θ·r_n(cos θ), p_n(1) = (2n − 1)!!; p_n is the dual of xⁿ.</remarks>
public readonly struct RectifiedMonomialDual<TDegree> : IDual
    where TDegree : struct, IMonomialDegree
{
    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        int degree = TDegree.Value;
        double slope = degree * degree * DoubleFactorial(2 * degree - 3) / 2 * Math.Pow(variance, degree - 1);
        return new(DoubleFactorial(2 * degree - 1) / 2 * Math.Pow(variance, degree), slope);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        // What both orders need, once: also because the JIT compiler inlines only so much.
        TLane magnitude = TLane.Abs(haversine);
        TLane isObtuse = TLane.IsNegative(haversine);
        TLane root = TLane.Sqrt(magnitude);
        TLane rest = TLane.Constant(1) - magnitude;
        TLane cosine = rest - magnitude;
        TLane sine = TLane.Constant(2 / Math.PI) * root * TLane.Sqrt(rest);
        TLane angle = root * AnglePolynomials.Angle(magnitude);

        TLane lower;
        if (TDegree.Value == 2)
            lower = TLane.NegatedMultiplyAdd(root * magnitude, AnglePolynomials.Segment(magnitude), TLane.Select(isObtuse, TLane.Constant(0.5), magnitude));
        else if (TDegree.Value == 3)
            lower = Haversine<TLane, Two>(isObtuse, magnitude, cosine, sine, angle);
        else
            lower = Haversine<TLane, Three>(isObtuse, magnitude, cosine, sine, angle);
        result = Haversine<TLane, TDegree>(isObtuse, magnitude, cosine, sine, angle);
        slopeGap = lower + lower;
    }

    /// <summary>Haversine of J_n(θ)/J_n(0), which is never negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Haversine<TLane, TOrder>(TLane isObtuse, TLane magnitude, TLane cosine, TLane sine, TLane angle)
        where TLane : struct, ILane<TLane>
        where TOrder : struct, IMonomialDegree
    {
        TLane square = cosine * cosine;

        // loss = (1 − p_n(c)/p_n(1))/2 and segment = (θ·p_n − sin θ·r_n)/(2π·p_n(1)), both of the acute angle.
        TLane loss;
        TLane even;
        TLane odd;
        if (TOrder.Value == 2)
        {
            loss = TLane.Constant(1.0 / 3) * SignedHaversine.SineSquared(magnitude);
            even = angle * TLane.MultiplyAdd(TLane.Constant(2.0 / 6), square, TLane.Constant(1.0 / 6));
            odd = TLane.Constant(3.0 / 6) * cosine;
        }
        else if (TOrder.Value == 3)
        {
            loss = magnitude * TLane.MultiplyAdd(TLane.Constant(0.4), square + cosine, TLane.Constant(1));
            even = angle * cosine * TLane.MultiplyAdd(TLane.Constant(6.0 / 30), square, TLane.Constant(9.0 / 30));
            odd = TLane.MultiplyAdd(TLane.Constant(11.0 / 30), square, TLane.Constant(4.0 / 30));
        }
        else
        {
            loss = TLane.Constant(12.0 / 105) * SignedHaversine.SineSquared(magnitude) * (TLane.Constant(4) + square);
            even = angle * TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.Constant(24.0 / 210), square, TLane.Constant(72.0 / 210)), square, TLane.Constant(9.0 / 210));
            odd = cosine * TLane.MultiplyAdd(TLane.Constant(50.0 / 210), square, TLane.Constant(55.0 / 210));
        }

        TLane segment = TLane.NegatedMultiplyAdd(sine, odd, even);
        TLane obtuse = TOrder.Value == 3 ? TLane.Constant(0.5) + segment : TLane.Constant(0.5) - segment;
        TLane result = TLane.Select(isObtuse, obtuse, loss + segment);
        return TLane.MinNative(TLane.MaxNative(result, TLane.Constant(0)), TLane.Constant(0.5));
    }

    private static double DoubleFactorial(int n) => n <= 1 ? 1 : n * DoubleFactorial(n - 2);
}

/// <summary>The degree of a rectified monomial as a type.</summary>
public interface IMonomialDegree
{
    /// <summary>The degree.</summary>
    static abstract int Value { get; }
}

/// <summary>Degree 2.</summary>
public readonly struct Two : IMonomialDegree
{
    /// <inheritdoc/>
    public static int Value => 2;
}

/// <summary>Degree 3.</summary>
public readonly struct Three : IMonomialDegree
{
    /// <inheritdoc/>
    public static int Value => 3;
}

/// <summary>Degree 4.</summary>
public readonly struct Four : IMonomialDegree
{
    /// <inheritdoc/>
    public static int Value => 4;
}
