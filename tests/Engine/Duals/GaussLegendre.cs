namespace Ntk.Tests.Engine.Duals;

/// <summary>The Gauss–Legendre rule with 20 points.</summary>
internal static class GaussLegendre
{
    private const int Points = 20;
    private static readonly (double Node, double Weight)[] Rule = [.. Enumerable.Range(0, Points).Select(Root)];

    public static double Integrate(Func<double, double> f, double low, double high)
    {
        double half = (high - low) / 2;
        double sum = 0;
        foreach ((double node, double weight) in Rule)
            sum += weight * f(low + half * (1 + node));
        return half * sum;
    }

    /// <summary>A root of the Legendre polynomial by Newton's iteration, and its weight.</summary>
    private static (double Node, double Weight) Root(int index)
    {
        double x = -Math.Cos(Math.PI * (index + 0.75) / (Points + 0.5));
        double slope = 1;
        for (int iteration = 0; iteration < 10; iteration++)
        {
            double previous = 1, value = x;
            for (int n = 2; n <= Points; n++)
                (previous, value) = (value, ((2 * n - 1) * x * value - (n - 1) * previous) / n);
            slope = Points * (x * value - previous) / (x * x - 1);
            x -= value / slope;
        }

        return (x, 2 / ((1 - x * x) * slope * slope));
    }
}
