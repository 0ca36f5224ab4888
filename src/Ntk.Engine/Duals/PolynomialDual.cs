using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// Polynomials, by Mehler's formula: with Hermite coefficients h_n(s) of φ(s·z), s² = q, κ = Σ h_n(s)·h_n(s')·cⁿ; κ̇ is the same
/// for φ'. Covers monomials and Hermite polynomials of any degree.
/// </summary>
/// <param name="coefficients">φ(x) = Σ coefficients[k]·x^k; at least one.</param>
public readonly struct PolynomialDual(double[] coefficients) : IDual
{
    private readonly double[] derivative = Differentiate(coefficients);

    /// <summary>Scalars a row: the normalised Hermite coefficients of φ, then those of φ'.</summary>
    public int FactorCount => coefficients.Length + derivative.Length;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <summary>Coefficients of the normalised Hermite polynomial He_n/√n!, from the constant term upwards.</summary>
    public static double[] Hermite(int degree)
    {
        double[] previous = [1];
        double[] current = [0, 1];
        if (degree == 0)
            return previous;
        for (int n = 1; n < degree; n++)
        {
            // √(n+1)·h_{n+1} = x·h_n − √n·h_{n−1}
            var next = new double[n + 2];
            for (int k = 0; k <= n; k++)
                next[k + 1] = current[k] / Math.Sqrt(n + 1);
            for (int k = 0; k < n; k++)
                next[k] -= previous[k] * Math.Sqrt(n) / Math.Sqrt(n + 1);
            (previous, current) = (current, next);
        }

        return current;
    }

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double deviation = Math.Sqrt(variance);
        double value = HermiteCoefficients(coefficients, deviation, factors[..coefficients.Length]);
        double slope = HermiteCoefficients(derivative, deviation, factors[coefficients.Length..]);
        return new(value, slope);
    }

    /// <summary>What it does to pairs.</summary>
    internal PolynomialPairs Pairs => new(coefficients.Length, derivative.Length);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane> =>
        Pairs.Evaluate(haversine, factors, out result, out slopeGap);

    /// <summary>Hermite coefficients of Σ c_k (s·z)^k, scaled to unit length; returns their squared length before.</summary>
    private static double HermiteCoefficients(double[] coefficients, double deviation, Span<double> hermite)
    {
        // z^k = Σ_j k!/(j!·2^j·(k−2j)!)·He_{k−2j}, and He_n = √n!·h_n.
        hermite.Clear();
        double power = 1;
        for (int k = 0; k < coefficients.Length; k++, power *= deviation)
        {
            double weight = Math.Sqrt(Factorial(k));
            for (int j = 0; 2 * j <= k; j++)
            {
                int n = k - 2 * j;
                hermite[n] += coefficients[k] * power * weight;
                weight *= Math.Sqrt((double)n * (n - 1)) / (2 * (j + 1));
            }
        }

        double square = 0;
        foreach (double h in hermite)
            square += h * h;
        double inverse = square > 0 ? 1 / Math.Sqrt(square) : 0;
        foreach (ref double h in hermite)
            h *= inverse;
        return square;
    }

    private static double Factorial(int n)
    {
        double product = 1;
        for (int k = 2; k <= n; k++)
            product *= k;
        return product;
    }

    private static double[] Differentiate(double[] coefficients)
    {
        var result = new double[Math.Max(1, coefficients.Length - 1)];
        for (int k = 1; k < coefficients.Length; k++)
            result[k - 1] = k * coefficients[k];
        return result;
    }
}
