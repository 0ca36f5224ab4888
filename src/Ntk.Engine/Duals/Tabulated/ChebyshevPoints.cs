namespace Ntk.Engine.Duals.Tabulated;

/// <summary>Chebyshev points of the first kind on [−1, 1], ascending, and the interpolant through values there.</summary>
/// <remarks>L. N. Trefethen, Approximation Theory and Approximation Practice, chapters 2–5.</remarks>
internal static class ChebyshevPoints
{
    /// <summary><paramref name="count"/> points between two ends; the middle where there is one.</summary>
    public static double[] Between(double low, double high, int count)
    {
        var points = new double[count];
        for (int k = 0; k < count; k++)
            points[k] = (low + high) / 2 - (high - low) / 2 * Math.Cos(Math.PI * (k + 0.5) / count);
        return points;
    }

    /// <summary>Weights of the barycentric interpolation formula.</summary>
    public static double[] BarycentricWeights(int count)
    {
        var weights = new double[count];
        for (int k = 0; k < count; k++)
            weights[k] = (k % 2 == 0 ? 1 : -1) * Math.Sin(Math.PI * (k + 0.5) / count);
        return weights;
    }

    /// <summary>Chebyshev coefficients of the interpolant, written <paramref name="stride"/> apart.</summary>
    public static void Coefficients(ReadOnlySpan<double> values, Span<double> coefficients, int stride = 1)
    {
        int count = values.Length;
        for (int d = 0; d < count; d++)
        {
            double sum = 0;
            for (int k = 0; k < count; k++)
                sum += values[k] * Math.Cos(Math.PI * d * (count - 0.5 - k) / count);
            coefficients[d * stride] = (d == 0 ? 1.0 : 2.0) / count * sum;
        }
    }
}
