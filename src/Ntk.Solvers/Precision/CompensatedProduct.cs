namespace Ntk.Solvers.Precision;

/// <summary>Inner products as if in twice the precision, rounded once (Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, 1955, Dot2).</summary>
internal static class CompensatedProduct
{
    /// <summary>start − Σ aᵢ·bᵢ.</summary>
    public static double Subtract(double start, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = start, error = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double product = -a[i] * b[i], rest = Math.FusedMultiplyAdd(-a[i], b[i], -product);
            double next = sum + product, part = next - sum;
            error += sum - (next - part) + (product - part) + rest;
            sum = next;
        }

        return sum + error;
    }
}
