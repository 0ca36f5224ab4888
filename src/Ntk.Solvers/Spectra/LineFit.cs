namespace Ntk.Solvers.Spectra;

/// <summary>A straight line y ≈ a + b·x by ordinary least squares.</summary>
/// <param name="Slope">b.</param>
/// <param name="StandardError">The standard error of b, for independent deviations of equal variance: √(Σ(y − a − bx)² / (n − 2) / Σ(x − x̄)²).</param>
/// <param name="Intercept">a.</param>
/// <param name="RSquared">The share of the variance of y that the line explains, 0 … 1.</param>
public sealed record LineFit(double Slope, double StandardError, double Intercept, double RSquared)
{
    /// <summary>Fewer leave nothing to tell how good the fit is.</summary>
    public const int FewestPoints = 3;

    /// <summary>Fits points.</summary>
    /// <param name="x">At least three finite values, not all equal.</param>
    /// <param name="y">As many finite values.</param>
    /// <exception cref="ArgumentException">There are fewer than three points, as many x as y there are not, or all x are equal.</exception>
    public static LineFit Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int count = x.Length;
        if (count < FewestPoints || y.Length != count)
            throw new ArgumentException($"A line needs {FewestPoints} points or more, and as many x as y; there are {count} x and {y.Length} y.", nameof(x));
        double meanX = Mean(x), meanY = Mean(y), sxx = 0, sxy = 0, syy = 0;
        for (int i = 0; i < count; i++)
        {
            sxx += (x[i] - meanX) * (x[i] - meanX);
            sxy += (x[i] - meanX) * (y[i] - meanY);
            syy += (y[i] - meanY) * (y[i] - meanY);
        }

        if (!(sxx > 0))
            throw new ArgumentException("A line needs x that are finite and not all equal.", nameof(x));
        double slope = sxy / sxx, rest = 0;
        for (int i = 0; i < count; i++)
        {
            double deviation = y[i] - meanY - slope * (x[i] - meanX);
            rest += deviation * deviation;
        }

        return new(slope, Math.Sqrt(rest / (count - 2) / sxx), meanY - slope * meanX, syy > 0 ? Math.Max(0, 1 - rest / syy) : 1);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }
}
