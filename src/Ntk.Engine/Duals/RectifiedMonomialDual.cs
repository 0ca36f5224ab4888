using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// φ(x) = max(x, 0)ⁿ for n = 2, 3, 4: the arc-cosine kernels (Cho and Saul 2009, eq. 3),
/// κ = (q₁₁q₂₂)^{n/2}·J_n(θ)/(2π), κ̇ = n²·κ of order n − 1.
/// </summary>
/// <param name="degree">n: 2, 3 or 4. Order 0 is <see cref="StepDual"/>, order 1 <see cref="ReluDual{TSign}"/>.</param>
/// <remarks>J_n(θ) = (π − θ)·p_n(cos θ) + sin θ·r_n(cos θ), p_n(1) = (2n − 1)!!; p_n is the dual of xⁿ.</remarks>
public readonly struct RectifiedMonomialDual(int degree) : IDual
{
    /// <inheritdoc/>
    public int FactorCount => 0;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => true;

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double slope = degree * degree * DoubleFactorial(2 * degree - 3) / 2 * Math.Pow(variance, degree - 1);
        return new(DoubleFactorial(2 * degree - 1) / 2 * Math.Pow(variance, degree), slope);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane lower;
        if (degree == 2)
        {
            default(ReluDual<AnySign>).Evaluate(haversine, factors, out lower, out _);
            result = Haversine(2, haversine);
        }
        else
        {
            lower = Haversine(degree - 1, haversine);
            result = Haversine(degree, haversine);
        }

        slopeGap = lower + lower;
    }

    /// <summary>Haversine of J_n(θ)/J_n(0), which is never negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Haversine<TLane>(int order, TLane haversine)
        where TLane : struct, ILane<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane half = TLane.Constant(0.5);
        TLane magnitude = TLane.Abs(haversine);
        TLane root = TLane.Sqrt(magnitude);
        TLane cosine = SignedHaversine.AbsoluteCorrelation(magnitude);
        TLane square = cosine * cosine;
        TLane sine = TLane.Constant(2 / Math.PI) * root * TLane.Sqrt(one - magnitude);
        TLane angle = root * AnglePolynomials.Angle(magnitude);

        // loss = (1 − p_n(c)/p_n(1))/2 and segment = (θ·p_n − sin θ·r_n)/(2π·p_n(1)), both of the acute angle.
        TLane loss;
        TLane segment;
        TLane sineSquared = SignedHaversine.SineSquared(magnitude);
        if (order == 2)
        {
            loss = TLane.Constant(1.0 / 3) * sineSquared;
            segment = angle * TLane.MultiplyAdd(TLane.Constant(2), square, one) - TLane.Constant(3) * sine * cosine;
            segment *= TLane.Constant(1.0 / 6);
        }
        else if (order == 3)
        {
            loss = magnitude * TLane.MultiplyAdd(TLane.Constant(0.4), square + cosine, one);
            segment = angle * cosine * TLane.MultiplyAdd(TLane.Constant(6), square, TLane.Constant(9)) - sine * TLane.MultiplyAdd(TLane.Constant(11), square, TLane.Constant(4));
            segment *= TLane.Constant(1.0 / 30);
        }
        else
        {
            loss = TLane.Constant(12.0 / 105) * sineSquared * (TLane.Constant(4) + square);
            segment = angle * TLane.MultiplyAdd(TLane.MultiplyAdd(TLane.Constant(24), square, TLane.Constant(72)), square, TLane.Constant(9))
                - sine * cosine * TLane.MultiplyAdd(TLane.Constant(50), square, TLane.Constant(55));
            segment *= TLane.Constant(1.0 / 210);
        }

        TLane obtuse = order == 3 ? half + segment : half - segment;
        TLane result = TLane.Select(TLane.IsNegative(haversine), obtuse, loss + segment);
        return TLane.MinNative(TLane.MaxNative(result, TLane.Constant(0)), half);
    }

    private static double DoubleFactorial(int n) => n <= 1 ? 1 : n * DoubleFactorial(n - 2);
}
