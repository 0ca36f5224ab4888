namespace Ntk.Tests.Engine.Duals;

/// <summary>
/// Duals from their definition, E[φ(u)φ(v)] and E[φ'(u)φ'(v)], knowing no closed form: analytic activations by the trapezoidal rule
/// in the plane, activations with a bend at zero by Gauss–Legendre on the arcs between their bends.
/// </summary>
internal static class SlowDual
{
    private const double Step = 0.1;
    private const int Half = 125;

    /// <summary>1 − c' and 1 − κ̇/√(κ̇₁₁κ̇₂₂), as half the mean square of the difference of the normalised φ(u) and φ(v): nothing cancels near duplicates.</summary>
    public static DualGaps Gaps(ActivationCase activation, DualPair pair) =>
        new(Gap(activation.Value, activation.Degree, pair), Gap(activation.Slope, activation.Degree - 1, pair));

    /// <summary>κ(q, q, q) and κ̇(q, q, q).</summary>
    public static (double Kernel, double Slope) Diagonal(ActivationCase activation, double variance) =>
        (Mean(activation.Value, activation.Degree, variance), Mean(activation.Slope, activation.Degree - 1, variance));

    private static double Gap(Func<double, double> f, int? degree, DualPair pair)
    {
        double first = InverseRoot(Mean(f, degree, pair.First));
        double second = InverseRoot(Mean(f, degree, pair.Second));
        if (first == 0 || second == 0)
            return 1;
        return degree is { } n ? Arcs(f, n, first, second, pair) : Plane(f, first, second, pair);
    }

    private static double Mean(Func<double, double> f, int? degree, double variance)
    {
        double deviation = Math.Sqrt(variance);
        return degree switch
        {
            < 0 => 0,
            int n => Math.Pow(variance, n) * RadialMoment(n) / (2 * Math.PI) * Circle([], angle => Square(f(Math.Cos(angle)))),
            null => Line(z => Square(f(deviation * z))),
        };
    }

    private static double Arcs(Func<double, double> f, int degree, double first, double second, DualPair pair)
    {
        double angle = pair.Angle;
        double scaleFirst = first * Math.Pow(pair.First, degree / 2.0);
        double scaleSecond = second * Math.Pow(pair.Second, degree / 2.0);
        double mean = Circle([angle], at => Square(scaleFirst * f(Math.Cos(at)) - scaleSecond * f(Math.Cos(at - angle))));
        return RadialMoment(degree) / (2 * Math.PI) * mean / 2;
    }

    private static double Plane(Func<double, double> f, double first, double second, DualPair pair)
    {
        (double sine, double cosine) = Math.SinCos(pair.Angle);
        double u = Math.Sqrt(pair.First);
        double v = Math.Sqrt(pair.Second);
        return Line(z => 0.5 * Conditional(first * f(u * z), cosine * z));

        double Conditional(double own, double shared) => Line(z => Square(own - second * f(v * (shared + sine * z))));
    }

    /// <summary>E[f(z)] by the trapezoidal rule.</summary>
    private static double Line(Func<double, double> f)
    {
        double sum = 0;
        for (int k = -Half; k <= Half; k++)
            sum += ReferenceFunctions.Density(k * Step) * f(k * Step);
        return Step * sum;
    }

    /// <summary>∫f over the circle, in pieces between the zeros of cos(ϑ) and of cos(ϑ − angle).</summary>
    private static double Circle(double[] angles, Func<double, double> f)
    {
        double[] breaks = [-Math.PI, Math.PI, -Math.PI / 2, Math.PI / 2, .. angles.SelectMany(a => new[] { a - Math.PI / 2, a < Math.PI / 2 ? a + Math.PI / 2 : a - 3 * Math.PI / 2 })];
        Array.Sort(breaks);
        double sum = 0;
        for (int k = 1; k < breaks.Length; k++)
        {
            // Two panels a piece: exact to rounding for the low trigonometric polynomials here.
            double middle = (breaks[k - 1] + breaks[k]) / 2;
            sum += GaussLegendre.Integrate(f, breaks[k - 1], middle) + GaussLegendre.Integrate(f, middle, breaks[k]);
        }

        return sum;
    }

    /// <summary>∫ r^{2n+1} e^{−r²/2} dr.</summary>
    private static double RadialMoment(int degree) => Enumerable.Range(1, degree).Aggregate(1.0, (product, k) => product * 2 * k);

    private static double InverseRoot(double x) => x > 0 ? 1 / Math.Sqrt(x) : 0;

    private static double Square(double x) => x * x;
}
