namespace Ntk.Engine.Reference;

/// <content>The error function and its complement, to about 1e-30 of the result; where erfc is tiny, x² times that.</content>
public readonly partial record struct DoubleDouble
{
    // Below, the series of erf; above, the continued fraction of erfc.
    private const double SeriesLimit = 1.5;

    private static readonly DoubleDouble TwoOverRootPi = new(1.1283791670955126, 1.533545961316588e-17);

    /// <summary>erf x = (2/√π)·∫₀ˣ e^{−t²} dt.</summary>
    public static DoubleDouble Erf(DoubleDouble value)
    {
        DoubleDouble magnitude = Abs(value);
        DoubleDouble result = magnitude.High < SeriesLimit ? ErfSeries(magnitude) : One - ErfcFraction(magnitude);
        return value.High < 0 ? -result : result;
    }

    /// <summary>erfc x = 1 − erf x, without cancellation where it is small.</summary>
    public static DoubleDouble Erfc(DoubleDouble value) => value.High < SeriesLimit ? One - Erf(value) : ErfcFraction(value);

    /// <summary>erf x = (2/√π)·e^{−x²}·Σ 2ⁿx^{2n+1}/(2n+1)!!, all terms of one sign (Abramowitz and Stegun 7.1.6).</summary>
    private static DoubleDouble ErfSeries(DoubleDouble value)
    {
        DoubleDouble square = Square(value), term = value, sum = value;
        for (int n = 1; term.High > sum.High * 1e-34; n++)
        {
            term *= square * 2 / (2 * n + 1);
            sum += term;
        }

        return TwoOverRootPi * Exp(-square) * sum;
    }

    /// <summary>erfc x = (e^{−x²}/√π)·1/(x + ½/(x + 1/(x + ³⁄₂/(x + …)))), from its end backwards (Abramowitz and Stegun 7.1.14).</summary>
    private static DoubleDouble ErfcFraction(DoubleDouble value)
    {
        if (double.IsPositiveInfinity(value.High))
            return Zero;

        // The error of n terms falls like e^{−2√(2n)·x}.
        int terms = (int)(1500 / Math.Min(50, value.High * value.High)) + 10;
        DoubleDouble fraction = value;
        for (int n = terms; n >= 1; n--)
            fraction = value + 0.5 * n / fraction;
        return TwoOverRootPi * 0.5 * Exp(-Square(value)) / fraction;
    }
}
