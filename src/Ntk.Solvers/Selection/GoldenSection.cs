namespace Ntk.Solvers.Selection;

/// <summary>The maximum of a function of one variable without derivatives (Kiefer 1953).</summary>
internal static class GoldenSection
{
    private static readonly double Ratio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>Where a function with one maximum between two points has it; of others, a local one.</summary>
    /// <param name="f">The function; −∞ where it is not defined.</param>
    /// <param name="low">The start.</param>
    /// <param name="high">The end.</param>
    /// <param name="tolerance">How far the place may be off, &gt; 0.</param>
    public static double Maximise(Func<double, double> f, double low, double high, double tolerance)
    {
        double left = high - Ratio * (high - low), right = low + Ratio * (high - low);
        double atLeft = f(left), atRight = f(right);
        while (high - low > 2 * tolerance)
        {
            if (atLeft >= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - Ratio * (high - low);
                atLeft = f(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + Ratio * (high - low);
                atRight = f(right);
            }
        }

        return atLeft >= atRight ? left : right;
    }
}
