namespace Ntk.Solvers.Spectra;

/// <summary>A power law λ_m ≈ C·m^(−α) through a part of a spectrum, by least squares of log λ_m on log m.</summary>
/// <param name="Exponent">α.</param>
/// <param name="StandardError">
/// The standard error of α as least squares have it, for independent deviations. Those of neighbouring eigenvalues are not independent: take it for a lower bound.
/// </param>
/// <param name="Prefactor">C.</param>
/// <param name="RSquared">The share of the variance of log λ_m that the law explains, 0 … 1.</param>
/// <param name="First">The first index of the window, from one.</param>
/// <param name="Last">The last index of the window.</param>
public sealed record PowerLawFit(double Exponent, double StandardError, double Prefactor, double RSquared, int First, int Last)
{
    /// <summary>Fewer leave nothing to tell how good the fit is.</summary>
    public const int FewestValues = LineFit.FewestPoints;

    /// <summary>The law's eigenvalue.</summary>
    /// <param name="index">m, from one.</param>
    public double At(double index) => Prefactor * Math.Pow(index, -Exponent);

    /// <summary>Fits a window of a spectrum.</summary>
    /// <param name="descending">Eigenvalues, the largest first.</param>
    /// <param name="first">First index, from one.</param>
    /// <param name="last">Last index; all values up to there must be positive.</param>
    /// <exception cref="PowerLawWindowException">There are fewer than three values in the window, or one is not positive.</exception>
    public static PowerLawFit Of(ReadOnlySpan<double> descending, int first, int last)
    {
        if (first < 1 || last > descending.Length || last - first + 1 < FewestValues || !(descending[last - 1] > 0))
            throw new PowerLawWindowException(first, last, descending.Length);
        int count = last - first + 1;
        double[] x = new double[count], y = new double[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = Math.Log(first + i);
            y[i] = Math.Log(descending[first + i - 1]);
        }

        LineFit line = LineFit.Of(x, y);
        return new(-line.Slope, line.StandardError, Math.Exp(line.Intercept), line.RSquared, first, last);
    }

    /// <summary>
    /// The number of rows from which on rounding errors hide the smallest eigenvalue. A kernel of m rows has eigenvalues of about m/n times those of n rows, so that its smallest
    /// is C/n·m^(1−α); errors of standard deviation σ in its entries have the norm √(2m)·σ. Both meet at <c>m* = (C/(√2·n·σ))^(2/(2α−1))</c> (Lee et al. 2020,
    /// arXiv 2007.15801, section 3.8).
    /// </summary>
    /// <param name="order">n, the rows of the kernel whose spectrum this is; ≥ 1.</param>
    /// <param name="noise">σ &gt; 0.</param>
    /// <returns>m*; infinite where α ≤ ½: the smallest eigenvalue then falls no faster than the errors grow.</returns>
    public double CriticalSize(int order, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(noise);
        return Exponent <= 0.5 ? double.PositiveInfinity : Math.Pow(Prefactor / (Math.Sqrt(2) * order * noise), 2 / (2 * Exponent - 1));
    }
}
