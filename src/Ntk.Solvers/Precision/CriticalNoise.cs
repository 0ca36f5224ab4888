using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Precision;

/// <summary>
/// How large independent errors in the entries of a kernel may be before it ceases to be positive definite. For K + N, N symmetric with entries of mean 0 and standard
/// deviation σ, the smallest eigenvalue of large matrices is the lower edge of the free convolution of K's spectrum with a semicircle (Pastur 1972; Biane 1997):
/// <c>w − σ²·Σ 1/(λᵢ − w)</c> at the w below all λᵢ where <c>σ²·Σ 1/(λᵢ − w)² = 1</c>. The edge is zero at the critical σ.
/// </summary>
/// <remarks>
/// Of m equal eigenvalues λ it is λ/(2√m): the noise's norm is then 2σ√m = λ. Where eigenvalues fall, the smallest are few, and the noise may be larger.
/// </remarks>
public static class CriticalNoise
{
    // Points of the power law's spectrum: more change no digit that matters.
    private const int Points = 4000;

    // Each halves the interval.
    private const int Bisections = 80;

    /// <summary>The critical standard deviation for a matrix of which all eigenvalues are known.</summary>
    /// <param name="eigenvalues">n ≥ 1 eigenvalues, in any order.</param>
    /// <param name="ridge">What is added to the diagonal; ≥ 0.</param>
    /// <returns>σ; 0 where the matrix with its ridge is not positive definite itself.</returns>
    public static double Of(ReadOnlySpan<double> eigenvalues, double ridge = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(eigenvalues.Length, nameof(eigenvalues));
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        double[] shifted = eigenvalues.ToArray();
        for (int i = 0; i < shifted.Length; i++)
            shifted[i] += ridge;
        return Solve(shifted, weight: 1);
    }

    /// <summary>
    /// The critical standard deviation for a kernel of any number of rows whose eigenvalues follow a power law: m/n·C·i^(−α), i = 1 … m, where C·i^(−α) are those of n rows.
    /// </summary>
    /// <param name="law">C and α.</param>
    /// <param name="order">n, the rows of the kernel whose spectrum the law was fitted to; ≥ 1.</param>
    /// <param name="rows">m &gt; 0.</param>
    /// <param name="ridge">What is added to the diagonal; ≥ 0.</param>
    public static double Of(PowerLawFit law, int order, double rows, double ridge = 0)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        int points = (int)Math.Clamp(rows, 1, Points);
        double weight = rows / points, scale = rows / order * law.Prefactor;
        var values = new double[points];
        for (int i = 0; i < points; i++)
            values[i] = scale * Math.Pow(points == rows ? i + 1 : (i + 0.5) * weight, -law.Exponent) + ridge;
        return Solve(values, weight);
    }

    /// <summary>
    /// c(α): a kernel of m rows whose eigenvalues are m·C·i^(−α) has the critical noise c(α)·C·m^(½−α), for large m. It is ½ at α = 0, where all are equal.
    /// </summary>
    /// <param name="exponent">α ≥ 0.</param>
    public static double Factor(double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        var values = new double[Points];
        for (int i = 0; i < Points; i++)
            values[i] = Math.Pow((i + 0.5) / Points, -exponent);
        return Solve(values, 1.0 / Points);
    }

    /// <summary>The critical σ by bisection of Σ (2w − λ)/(λ − w)² = 0, whose left side grows with w from λ_min/2, where no term is positive, to infinity at λ_min.</summary>
    private static double Solve(ReadOnlySpan<double> values, double weight)
    {
        double smallest = double.PositiveInfinity;
        foreach (double value in values)
            smallest = Math.Min(smallest, value);
        if (!(smallest > 0))
            return 0;
        double low = 0.5, high = 1;
        for (int step = 0; step < Bisections; step++)
        {
            double middle = (low + high) / 2, sum = 0;
            foreach (double value in values)
            {
                double ratio = value / smallest, distance = ratio - middle;
                sum += (2 * middle - ratio) / (distance * distance);
            }

            (low, high) = sum > 0 ? (low, middle) : (middle, high);
        }

        double squares = 0;
        foreach (double value in values)
            squares += weight / Math.Pow(value / smallest - low, 2);
        return smallest / Math.Sqrt(squares);
    }
}
