using System.Numerics.Tensors;

namespace Ntk.Solvers.Calibration;

/// <summary>Which of independent Gaussian variables with the same variance is the largest.</summary>
internal static class LargestOutput
{
    // φ falls below 1e-19 of its peak beyond.
    private const double Reach = 9.2;
    private const double WidestStep = 0.25;

    public static void Probabilities(ReadOnlySpan<double> mean, double deviation, Span<double> probabilities)
    {
        double largest = TensorPrimitives.Max(mean);
        for (int c = 0; c < mean.Length; c++)
            probabilities[c] = deviation > 0 ? Probability(mean, c, deviation) : mean[c] == largest ? 1 : 0;

        // All but rounding: the exact probabilities add up to 1.
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<double>(probabilities), probabilities);
    }

    /// <summary>
    /// By the trapezoidal rule around the integrand's peak. The logarithm of the integrand is concave with a second derivative from −1 to −classes, so that the
    /// integrand falls at least like φ from its peak, and a step in proportion to 1/√classes resolves it: the error of the rule decays like exp(−2π²/(classes·step²))
    /// (Trefethen and Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014)).
    /// </summary>
    internal static double Probability(ReadOnlySpan<double> mean, int c, double deviation)
    {
        double peak = Peak(mean, c, deviation), step = Math.Min(WidestStep, 0.75 / Math.Sqrt(mean.Length));
        double top = LogIntegrand(mean, c, deviation, peak);
        if (double.IsNegativeInfinity(top) || double.IsNaN(top))
            return 0;
        int points = (int)Math.Ceiling(Reach / step);
        double sum = 0;
        for (int point = -points; point <= points; point++)
            sum += Math.Exp(LogIntegrand(mean, c, deviation, peak + point * step) - top);
        return step * sum * Math.Exp(top);
    }

    /// <summary>
    /// Newton's method for the zero of the log integrand's derivative <c>−z + Σ (φ/Φ)(z + d_j)</c>, which falls and is convex (Sampford 1953), so that steps from the left
    /// stay on the left.
    /// </summary>
    private static double Peak(ReadOnlySpan<double> mean, int c, double deviation)
    {
        const int mostSteps = 100;
        double z = 0;
        for (int attempt = 0; attempt < mostSteps; attempt++)
        {
            double slope = -z, curvature = 1;
            for (int j = 0; j < mean.Length; j++)
            {
                if (j == c)
                    continue;
                double x = z + (mean[c] - mean[j]) / deviation, ratio = NormalDistribution.InverseMillsRatio(x);
                slope += ratio;
                curvature += ratio * (ratio + x);
            }

            double change = slope / curvature;
            if (!double.IsFinite(change))
                return z;
            z += change;
            if (change <= 1e-3 * Math.Max(1, z))
                return z;
        }

        return z;
    }

    private static double LogIntegrand(ReadOnlySpan<double> mean, int c, double deviation, double z)
    {
        double log = -0.5 * (z * z + Math.Log(Math.Tau));
        for (int j = 0; j < mean.Length; j++)
        {
            if (j != c)
                log += NormalDistribution.LogCumulative(z + (mean[c] - mean[j]) / deviation);
        }

        return log;
    }
}
