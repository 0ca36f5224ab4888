using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// The angle that the duals of erf and GELU share: the pre-activations get independent unit noise, which turns a correlation c
/// into ρ = η·η'·c with η² = r/(1 + r), where r is the variance relative to the noise.
/// </summary>
/// <remarks>1 − ρ² is a sum of non-negative terms, so that it is exact for large variances and near-duplicates too.</remarks>
internal static class AugmentedAngle
{
    /// <summary>Scalars a row: η, η², 1 − η².</summary>
    public const int FactorCount = 3;

    /// <summary>Fills the row's scalars; returns arcsin(η²), the angle of the row with itself.</summary>
    public static double Diagonal(double relativeVariance, Span<double> factors)
    {
        double noise = 1 / (1 + relativeVariance);
        double square = double.IsPositiveInfinity(relativeVariance) ? 1 : relativeVariance * noise;
        factors[0] = Math.Sqrt(square);
        factors[1] = square;
        factors[2] = noise;
        return Math.Atan(relativeVariance / Math.Sqrt(1 + 2 * relativeVariance));
    }

    /// <summary>|ρ|, √(1 − ρ²) and (2/π)·arcsin |ρ|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane sine, out TLane cosine, out TLane angle)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane magnitude = TLane.Abs(haversine);
        sine = factors.First(0) * factors.Second(0) * SignedHaversine.AbsoluteCorrelation(magnitude);
        TLane inner = TLane.MultiplyAdd(factors.Second(1), SignedHaversine.SineSquared(magnitude), factors.Second(2));
        TLane cosineSquared = TLane.MultiplyAdd(factors.First(1), inner, factors.First(2));
        cosine = TLane.Sqrt(cosineSquared);

        TLane isSmall = TLane.LessThanOrEqual(sine, cosine);
        TLane root = TLane.MinNative(sine, cosine);
        TLane small = root * AnglePolynomials.Angle(TLane.MinNative(sine * sine, cosineSquared));
        angle = TLane.Select(isSmall, small, TLane.Constant(1) - small);
    }
}
