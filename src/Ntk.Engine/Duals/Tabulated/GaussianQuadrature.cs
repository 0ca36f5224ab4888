namespace Ntk.Engine.Duals.Tabulated;

/// <summary>Nodes and weights for E[f(z)], z ~ N(0, 1).</summary>
/// <param name="Nodes">Nodes, ascending.</param>
/// <param name="Weights">Weights; they add up to 1.</param>
internal sealed record GaussianQuadrature(double[] Nodes, double[] Weights)
{
    /// <summary>Panels no wider than this integrate the normal density itself, times low powers, to the last digit.</summary>
    public const double WidestPanel = Range / 4;

    /// <summary>The trapezoidal step that does.</summary>
    public const double WidestStep = 0.5;

    /// <summary>Beyond this the normal density is below 1e-18 of its maximum.</summary>
    private const double Range = 9.25;

    // Gauss–Legendre with 12 points on [−1, 1]: exact to degree 23.
    private const int PanelPoints = 12;
    private static readonly (double[] Nodes, double[] Weights) Panel = GaussLegendre(PanelPoints);

    /// <summary>E[f(z)] by this rule.</summary>
    public double Expect(Func<double, double> f)
    {
        double sum = 0;
        for (int k = 0; k < Nodes.Length; k++)
            sum += Weights[k] * f(Nodes[k]);
        return sum;
    }

    /// <summary>The trapezoidal rule: for analytic functions the error falls as e^{−2πd/step}, d the distance of the nearest pole.</summary>
    public static GaussianQuadrature Trapezoidal(double step)
    {
        int half = (int)Math.Ceiling(Range / step);
        var nodes = new double[2 * half + 1];
        for (int k = -half; k <= half; k++)
            nodes[k + half] = k * step;
        return Normalised(nodes, new double[nodes.Length], (_, z) => Density(z) * step);
    }

    /// <summary>
    /// Gauss–Legendre panels between breakpoints, graded geometrically down to <paramref name="finest"/> on both sides of each:
    /// for functions that bend there, or that were smoothed over a width of that order. No panel is wider than <paramref name="widest"/>.
    /// </summary>
    public static GaussianQuadrature Panels(IEnumerable<double> breakpoints, double finest, double widest)
    {
        var edges = new SortedSet<double>();
        int count = (int)Math.Ceiling(2 * Range / widest);
        for (int k = 0; k <= count; k++)
            edges.Add(Range * (2.0 * k - count) / count);
        foreach (double point in breakpoints.Where(b => Math.Abs(b) < Range))
        {
            edges.Add(point);
            for (double distance = finest; distance < 1; distance *= 2)
            {
                edges.Add(Math.Max(-Range, point - distance));
                edges.Add(Math.Min(Range, point + distance));
            }
        }

        double[] sorted = [.. edges];
        int panels = sorted.Length - 1;
        var nodes = new double[panels * PanelPoints];
        var weights = new double[nodes.Length];
        for (int panel = 0; panel < panels; panel++)
        {
            double centre = (sorted[panel] + sorted[panel + 1]) / 2;
            double half = (sorted[panel + 1] - sorted[panel]) / 2;
            for (int k = 0; k < PanelPoints; k++)
            {
                nodes[panel * PanelPoints + k] = centre + half * Panel.Nodes[k];
                weights[panel * PanelPoints + k] = half * Panel.Weights[k];
            }
        }

        return Normalised(nodes, weights, (weight, z) => Density(z) * weight);
    }

    private static GaussianQuadrature Normalised(double[] nodes, double[] weights, Func<double, double, double> weight)
    {
        double sum = 0;
        for (int k = 0; k < nodes.Length; k++)
        {
            weights[k] = weight(weights[k], nodes[k]);
            sum += weights[k];
        }

        for (int k = 0; k < nodes.Length; k++)
            weights[k] /= sum;
        return new(nodes, weights);
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Nodes are the roots of the Legendre polynomial, by Newton's iteration.</summary>
    private static (double[] Nodes, double[] Weights) GaussLegendre(int points)
    {
        var nodes = new double[points];
        var weights = new double[points];
        for (int k = 0; k < points; k++)
        {
            double x = -Math.Cos(Math.PI * (k + 0.75) / (points + 0.5));
            double slope = 0;
            for (int iteration = 0; iteration < 20; iteration++)
            {
                double previous = 1;
                double value = x;
                for (int n = 2; n <= points; n++)
                    (previous, value) = (value, ((2 * n - 1) * x * value - (n - 1) * previous) / n);
                slope = points * (x * value - previous) / (x * x - 1);
                x -= value / slope;
            }

            nodes[k] = x;
            weights[k] = 2 / ((1 - x * x) * slope * slope);
        }

        return (nodes, weights);
    }
}
