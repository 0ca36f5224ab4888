using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Solvers.Calibration;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    // From here on 1 + erf cancels, and the continued fraction converges fast.
    private const double Tail = -2;

    /// <summary>Φ(x), to a few units in the last place of itself, in the left tail, too; NaN for NaN.</summary>
    /// <param name="x">Any number.</param>
    public static double Cumulative(double x) => x < Tail ? Density(x) / InverseMillsRatio(x) : 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>log Φ(x), without underflow.</summary>
    /// <param name="x">Any number.</param>
    public static double LogCumulative(double x) => x switch
    {
        double.NegativeInfinity => double.NegativeInfinity,
        < Tail => -0.5 * (x * x + Math.Log(Math.Tau)) - Math.Log(InverseMillsRatio(x)),
        > 5 => -Cumulative(-x) * (1 + Cumulative(-x) * (0.5 + Cumulative(-x) / 3)),
        _ => Math.Log(Cumulative(x)),
    };

    /// <summary>The log density of a deviation under N(0, variance).</summary>
    /// <param name="deviation">Any number.</param>
    /// <param name="variance">&gt; 0.</param>
    public static double LogDensity(double deviation, double variance) => -0.5 * (deviation * deviation / variance + Math.Log(Math.Tau * variance));

    /// <summary>
    /// Where Φ reaches a probability, to about 1e-16 of itself: Wichura, Algorithm AS 241: The percentage points of the normal distribution, Applied
    /// Statistics 37 (1988), PPND16.
    /// </summary>
    /// <param name="probability">0 to 1; their quantiles are the infinities.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a probability.</exception>
    public static double Quantile(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is 0 to 1.");
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double v = 0.180625 - q * q;
            return q * Ratio(v, CentreNumerator, CentreDenominator);
        }

        double r = Math.Sqrt(-Math.Log(Math.Min(probability, 1 - probability)));
        if (double.IsInfinity(r))
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double magnitude = r <= 5 ? Ratio(r - 1.6, MiddleNumerator, MiddleDenominator) : Ratio(r - 5, TailNumerator, TailDenominator);
        return q < 0 ? -magnitude : magnitude;
    }

    /// <summary>φ(x)/Φ(x).</summary>
    internal static double InverseMillsRatio(double x)
    {
        if (x >= Tail)
            return Density(x) / Cumulative(x);

        // −x + 1/(−x + 2/(−x + 3/(−x + …))) (Abramowitz and Stegun 26.2.14), from the end; as many terms as double needs.
        double t = -x, value = t;
        for (int k = 25 + (int)(400 / (t * t)); k > 0; k--)
            value = t + k / value;
        return value;
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(Math.Tau);

    private static double Erf(double x) => ErrorFunction.Erf(ScalarLane<double>.Broadcast(x)).Value;

    private static double Ratio(double x, ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator) => Polynomial(x, numerator) / Polynomial(x, denominator);

    /// <summary>From the highest power down.</summary>
    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
            sum = sum * x + coefficient;
        return sum;
    }

    private static ReadOnlySpan<double> CentreNumerator =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
        1.3314166789178437745e2, 3.3871328727963666080e0,
    ];

    private static ReadOnlySpan<double> CentreDenominator =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
        4.2313330701600911252e1, 1,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
        4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
        2.05319162663775882187e0, 1,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
        5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1,
    ];
}
