namespace Ntk.Tests.Engine.Duals;

/// <summary>Scalar functions the run-time library lacks, by series that do not cancel.</summary>
internal static class ReferenceFunctions
{
    /// <summary>erf x = 2/√π·e^{−x²}·Σ 2ⁿx^{2n+1}/(2n+1)!!.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Distribution function of the standard normal.</summary>
    public static double Normal(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>Density of the standard normal.</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Σ coefficients[k]·x^k.</summary>
    public static double Polynomial(double[] coefficients, double x) => coefficients.Reverse().Aggregate(0.0, (sum, c) => sum * x + c);
}
