using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Precision;

/// <summary>The number of rows from which on errors in a kernel's entries hide its smallest eigenvalue, as a power law of its spectrum predicts it.</summary>
/// <param name="Rows">m*; infinite where the eigenvalues fall no faster than the errors grow.</param>
/// <param name="StandardError">The standard error of log m*, from those of the fit; a lower bound, as theirs are. Infinite where m* is.</param>
public readonly record struct CriticalSize(double Rows, double StandardError)
{
    /// <summary>
    /// <c>m* = (C/(√2·n·σ))^(2/(2α−1))</c> (<see cref="PowerLawFit.CriticalSize"/>; Lee et al. 2020, arXiv 2007.15801, section 3.8), with its error: log m* is
    /// 2·(log C − log √2nσ)/(2α − 1), and the errors of log C and α in a least-squares line are correlated by the mean of log i.
    /// </summary>
    /// <param name="fit">The power law of the tail of the eigenvalues of n rows.</param>
    /// <param name="order">n ≥ 1.</param>
    /// <param name="noise">σ &gt; 0.</param>
    public static CriticalSize Of(PowerLawFit fit, int order, double noise)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return WithError(fit, fit.CriticalSize(order, noise));
    }

    /// <summary>
    /// The same with the lower edge of the spectrum of K + N in place of a comparison of norms: c(α) of <see cref="CriticalNoise.Factor"/> stands where 1/√2 stood.
    /// </summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static CriticalSize OfEdge(PowerLawFit fit, int order, double noise)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(noise);
        return WithError(fit, fit.Exponent <= 0.5 ? double.PositiveInfinity : Math.Pow(CriticalNoise.Factor(fit.Exponent) * fit.Prefactor / (order * noise), 2 / (2 * fit.Exponent - 1)));
    }

    private static CriticalSize WithError(PowerLawFit fit, double rows)
    {
        if (!double.IsFinite(rows))
            return new(rows, double.PositiveInfinity);
        int count = fit.Last - fit.First + 1;
        double mean = 0, squares = 0;
        for (int index = fit.First; index <= fit.Last; index++)
            mean += Math.Log(index) / count;
        for (int index = fit.First; index <= fit.Last; index++)
            squares += Math.Pow(Math.Log(index) - mean, 2);

        // The line's height at the mean index and its slope are independent; m* is where it meets another line.
        double variance = Math.Pow(fit.StandardError, 2), height = variance * squares / count, lever = Math.Log(rows) - mean, slope = 2 * fit.Exponent - 1;
        return new(rows, 2 / Math.Abs(slope) * Math.Sqrt(height + variance * lever * lever));
    }
}
