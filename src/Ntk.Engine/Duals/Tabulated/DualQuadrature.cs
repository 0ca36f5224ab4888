namespace Ntk.Engine.Duals.Tabulated;

/// <summary>One entry of the dual of an activation, normalised by the diagonals.</summary>
/// <param name="Unequal">What separates the two rows even if they are collinear: ½·E[(φ̂(sz) − φ̂(s'z))²], φ̂ scaled to unit variance.</param>
/// <param name="Turn">The rest of 1 − c', divided by the haversine of the angle between the pre-activations.</param>
/// <param name="SlopeGap">1 − κ̇/√(κ̇₁₁κ̇₂₂).</param>
internal readonly record struct NormalisedDual(double Unequal, double Turn, double SlopeGap);

/// <summary>
/// Duals by quadrature. With u = s(√c·z₀ + √(1−c)·z₁) and v = ±s'(√c·z₀ + √(1−c)·z₂), u and v are independent given z₀, so that
/// κ = E[A(z₀)·A'(±z₀)] with one-dimensional conditional means A: quadratic, not quartic, in the number of nodes.
/// </summary>
internal sealed class DualQuadrature
{
    private const int LargestRule = 1025;

    // Halving the step squares the error of a converging rule, so that the finer of two that agree to this is exact to
    // rounding; the rounding of the sums themselves, some 1e-15, must stay below it.
    private const double Tolerance = 1e-13;

    private readonly ElementwiseFunction function;
    private readonly GaussianQuadrature? trapezoidal;

    /// <summary>Finds a rule that is converged for all deviations up to the given one.</summary>
    /// <exception cref="QuadratureException">No rule of reasonable size converges.</exception>
    public DualQuadrature(ElementwiseFunction function, double largestDeviation)
    {
        this.function = function;
        trapezoidal = function.Breakpoints.Count == 0 ? ConvergedTrapezoidal(function, largestDeviation) : null;
    }

    /// <summary>E[φ(sz)²] and E[φ'(sz)²].</summary>
    public DualDiagonal Diagonal(double deviation)
    {
        GaussianQuadrature rule = Rule(0, deviation);
        return new(rule.Expect(z => Square(function.Value(deviation * z))), rule.Expect(z => Square(function.Derivative(deviation * z))));
    }

    /// <summary>½·E[(φ̂(sz) − φ̂(s'z))²].</summary>
    public double Unequal(double first, double second)
    {
        if (first == second)
            return 0;
        double firstScale = InverseRoot(Diagonal(first).Variance);
        double secondScale = InverseRoot(Diagonal(second).Variance);
        return Rule(0, first, second).Expect(z => Square(firstScale * function.Value(first * z) - secondScale * function.Value(second * z))) / 2;
    }

    /// <summary>The limit of <see cref="Unequal"/>/(s − s')² as s' → s.</summary>
    public double UnequalCurvature(double deviation)
    {
        GaussianQuadrature rule = Rule(0, deviation);
        double square = Diagonal(deviation).Variance;
        double scale = InverseRoot(square);
        double cross = rule.Expect(z => z * function.Value(deviation * z) * function.Derivative(deviation * z));
        double drift = square > 0 ? cross / square : 0;
        return rule.Expect(z => Square(scale * (z * function.Derivative(deviation * z) - drift * function.Value(deviation * z)))) / 2;
    }

    /// <summary>The conditional means of one row for |c|, on nodes of z₀ that suit all the given deviations.</summary>
    public ConditionalMeans Means(double deviation, double correlation, params ReadOnlySpan<double> deviations)
    {
        double shared = Math.Sqrt(correlation);
        double own = Math.Sqrt(1 - correlation);
        GaussianQuadrature outer = Outer(shared, own, deviations);
        DualDiagonal diagonal = Diagonal(deviation);
        double scale = InverseRoot(diagonal.Variance);
        double slopeScale = InverseRoot(diagonal.Slope);

        int count = outer.Nodes.Length;
        var value = new double[count];
        var slope = new double[count];
        double variance = 0;
        double slopeVariance = 0;
        double[] buffer = [];
        double[] slopes = [];
        for (int k = 0; k < count; k++)
        {
            double mean = deviation * shared * outer.Nodes[k];
            double width = deviation * own;
            GaussianQuadrature inner = Rule(mean, width);
            if (buffer.Length < inner.Nodes.Length)
            {
                buffer = new double[inner.Nodes.Length];
                slopes = new double[inner.Nodes.Length];
            }

            for (int i = 0; i < inner.Nodes.Length; i++)
            {
                double x = mean + width * inner.Nodes[i];
                buffer[i] = scale * function.Value(x);
                value[k] += inner.Weights[i] * buffer[i];
                slopes[i] = slopeScale * function.Derivative(x);
                slope[k] += inner.Weights[i] * slopes[i];
            }

            for (int i = 0; i < inner.Nodes.Length; i++)
            {
                double weight = outer.Weights[k] * inner.Weights[i];
                variance += weight * Square(buffer[i] - value[k]);
                slopeVariance += weight * Square(slopes[i] - slope[k]);
            }
        }

        return new(outer, value, slope, variance, slopeVariance);
    }

    /// <summary>Combines the conditional means of two rows; obtuse angles reverse z₀ for the second.</summary>
    public static NormalisedDual Combine(ConditionalMeans first, ConditionalMeans second, double unequal, double haversine, bool isObtuse)
    {
        double[] weights = first.Outer.Weights;
        double difference = 0;
        double slopeDifference = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            int other = isObtuse ? weights.Length - 1 - k : k;
            difference += weights[k] * Square(first.Value[k] - second.Value[other]);
            slopeDifference += weights[k] * Square(first.Slope[k] - second.Slope[other]);
        }

        double total = (first.Variance + second.Variance + difference) / 2;
        double slopeGap = (first.SlopeVariance + second.SlopeVariance + slopeDifference) / 2;
        return new(unequal, (total - unequal) / haversine, slopeGap);
    }

    /// <summary>One entry, directly: the slow twin of the table.</summary>
    public NormalisedDual Evaluate(double first, double second, double angle)
    {
        double cosine = Math.Cos(angle);
        double haversine = Square(Math.Sin(angle / 2));
        ConditionalMeans a = Means(first, Math.Abs(cosine), first, second);
        ConditionalMeans b = Means(second, Math.Abs(cosine), first, second);
        return Combine(a, b, Unequal(first, second), haversine, cosine < 0);
    }

    private static GaussianQuadrature ConvergedTrapezoidal(ElementwiseFunction function, double deviation)
    {
        double step = 0.5;
        GaussianQuadrature rule = GaussianQuadrature.Trapezoidal(step);
        while (true)
        {
            step /= 2;
            GaussianQuadrature finer = GaussianQuadrature.Trapezoidal(step);
            double error = Math.Max(
                RelativeChange(rule, finer, z => Square(function.Value(deviation * z))),
                RelativeChange(rule, finer, z => Square(function.Derivative(deviation * z))));
            if (error < Tolerance)
                return finer;
            if (double.IsNaN(error) || finer.Nodes.Length > LargestRule)
                throw new QuadratureException(function.Name, deviation, error);
            rule = finer;
        }
    }

    private static double RelativeChange(GaussianQuadrature coarse, GaussianQuadrature fine, Func<double, double> f)
    {
        double value = fine.Expect(f);
        return value == 0 ? 0 : Math.Abs(coarse.Expect(f) - value) / value;
    }

    /// <summary>A rule for f(mean + width·z).</summary>
    private GaussianQuadrature Rule(double mean, params ReadOnlySpan<double> widths)
    {
        if (trapezoidal is not null)
            return trapezoidal;
        var points = new List<double>();
        foreach (double width in widths)
        {
            if (width > 0)
                points.AddRange(function.Breakpoints.Select(b => (b - mean) / width));
        }

        return GaussianQuadrature.Panels(points, finest: 1);
    }

    private GaussianQuadrature Outer(double shared, double own, ReadOnlySpan<double> deviations)
    {
        if (trapezoidal is not null)
            return trapezoidal;
        var points = new List<double>();
        foreach (double deviation in deviations)
        {
            if (deviation > 0)
                points.AddRange(function.Breakpoints.SelectMany(b => new[] { b / (deviation * shared), -b / (deviation * shared) }));
        }

        return GaussianQuadrature.Panels(points.Where(double.IsFinite), finest: own / shared);
    }

    private static double InverseRoot(double x) => x > 0 ? 1 / Math.Sqrt(x) : 0;

    private static double Square(double x) => x * x;
}

/// <summary>E[φ̂(u) | z₀] and E[φ̂'(u) | z₀] of one row on the nodes of z₀, and the means of the conditional variances.</summary>
internal sealed record ConditionalMeans(GaussianQuadrature Outer, double[] Value, double[] Slope, double Variance, double SlopeVariance);
