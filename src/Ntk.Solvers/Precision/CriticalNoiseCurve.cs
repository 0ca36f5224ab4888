using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Precision;

/// <summary>The critical noise of growing kernels, each from its own spectrum: log σ over log m.</summary>
public sealed class CriticalNoiseCurve
{
    // Beyond, rows are as good as without end.
    private const double MostRows = 1e60;
    private const int Bisections = 100;

    private readonly double[] logRows;
    private readonly double[] logNoise;

    /// <summary>Takes what was measured.</summary>
    /// <param name="points">m and <see cref="CriticalNoise.Of(ReadOnlySpan{double}, double)"/> of m rows; m ascends. Those that are not positive are left out.</param>
    /// <exception cref="ArgumentException">Fewer than two are left.</exception>
    public CriticalNoiseCurve(IEnumerable<(int Rows, double Noise)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        (int Rows, double Noise)[] kept = [.. points.Where(point => point.Noise > 0)];
        if (kept.Length < 2)
            throw new ArgumentException("It takes kernels of two sizes that are positive definite.", nameof(points));
        logRows = [.. kept.Select(point => Math.Log(point.Rows))];
        logNoise = [.. kept.Select(point => Math.Log(point.Noise))];
        int first = kept.Length / 2 < kept.Length - 1 ? kept.Length / 2 : kept.Length - 2;
        double meanX = logRows[first..].Average(), meanY = logNoise[first..].Average(), sxx = 0, sxy = 0;
        for (int i = first; i < kept.Length; i++)
        {
            sxx += (logRows[i] - meanX) * (logRows[i] - meanX);
            sxy += (logRows[i] - meanX) * (logNoise[i] - meanY);
        }

        Slope = sxy / sxx;
    }

    /// <summary>d log σ/d log m over the larger half of the sizes; ½ − α where eigenvalues follow a power law.</summary>
    public double Slope { get; }

    /// <summary>The critical noise of m rows: between sizes along straight lines of logarithms, beyond the last with <see cref="Slope"/>.</summary>
    /// <param name="rows">m &gt; 0.</param>
    public double At(double rows)
    {
        double x = Math.Log(rows);
        if (x >= logRows[^1])
            return Math.Exp(logNoise[^1] + Slope * (x - logRows[^1]));
        int right = Math.Max(1, Array.FindIndex(logRows, value => value >= x));
        double share = (x - logRows[right - 1]) / (logRows[right] - logRows[right - 1]);
        return Math.Exp(logNoise[right - 1] + share * (logNoise[right] - logNoise[right - 1]));
    }

    /// <summary>The first m at which the critical noise is σ or less; infinite where it does not fall.</summary>
    /// <param name="noise">σ &gt; 0.</param>
    public double RowsAt(double noise)
    {
        double y = Math.Log(noise);
        int below = Array.FindIndex(logNoise, value => value <= y);
        if (below < 0)
            return Slope < 0 ? Math.Exp(logRows[^1] + (y - logNoise[^1]) / Slope) : double.PositiveInfinity;
        int right = Math.Max(1, below);
        double slope = (logNoise[right] - logNoise[right - 1]) / (logRows[right] - logRows[right - 1]);
        return slope < 0 ? Math.Max(1, Math.Exp(logRows[right] + (y - logNoise[right]) / slope)) : Math.Exp(logRows[below]);
    }

    /// <summary>The m at which the critical noise comes down to a noise that grows with m itself; infinite where it does not up to 10⁶⁰.</summary>
    /// <param name="noise">σ of m rows, which does not fall faster than the critical noise.</param>
    public double RowsAt(Func<double, double> noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        double low = 0, high = Math.Log(MostRows);
        if (At(MostRows) > noise(MostRows))
            return double.PositiveInfinity;
        for (int step = 0; step < Bisections; step++)
        {
            double middle = (low + high) / 2, rows = Math.Exp(middle);
            (low, high) = At(rows) > noise(rows) ? (middle, high) : (low, middle);
        }

        return Math.Exp(high);
    }

    /// <summary>A power law of eigenvalues with this curve's slope and its last value, to extrapolate with.</summary>
    /// <param name="order">The n that C is to be of.</param>
    /// <returns>Null where the curve does not fall.</returns>
    public PowerLawFit? Law(int order)
    {
        double exponent = 0.5 - Slope;
        if (exponent <= 0.5)
            return null;
        double prefactor = order * Math.Exp(logNoise[^1] - Slope * logRows[^1]) / CriticalNoise.Factor(exponent);
        return new(exponent, 0, prefactor, 1, 1, order);
    }
}
