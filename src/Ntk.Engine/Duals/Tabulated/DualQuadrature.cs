using System.Numerics.Tensors;

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
    private const double SmallestStep = 2 * 9.25 / 4096;

    // A step whose sums agree this well with those of a finer one is accepted; the rounding of the sums is about 1e-15.
    private const double Tolerance = 1e-14;

    private readonly ElementwiseFunction function;
    private readonly double spacing;

    /// <summary>Finds how closely the activation must be sampled, the same for all deviations up to the given one.</summary>
    /// <exception cref="QuadratureException">No rule of reasonable size converges.</exception>
    public DualQuadrature(ElementwiseFunction function, double largestDeviation)
    {
        this.function = function;
        spacing = double.PositiveInfinity;
        if (largestDeviation > 0)
            spacing = ConvergedSpacing(largestDeviation);
    }

    private bool IsSmooth => function.Breakpoints.Count == 0;

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
        double[] arguments = [];
        double[] values = [];
        double[] slopes = [];
        double width = deviation * own;
        GaussianQuadrature? common = IsSmooth ? Rule(0, width) : null;
        for (int k = 0; k < count; k++)
        {
            double mean = deviation * shared * outer.Nodes[k];
            GaussianQuadrature inner = common ?? Rule(mean, width);
            if (arguments.Length != inner.Nodes.Length)
                (arguments, values, slopes) = (new double[inner.Nodes.Length], new double[inner.Nodes.Length], new double[inner.Nodes.Length]);

            TensorPrimitives.Multiply(inner.Nodes, width, arguments);
            TensorPrimitives.Add(arguments, mean, arguments);
            function.Evaluate(arguments, values, slopes);
            (value[k], double ownVariance) = Moments(inner.Weights, values, scale);
            (slope[k], double ownSlopeVariance) = Moments(inner.Weights, slopes, slopeScale);
            variance += outer.Weights[k] * ownVariance;
            slopeVariance += outer.Weights[k] * ownSlopeVariance;
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

    /// <summary>The widest spacing of samples of the activation by which its second moments agree with those of a finer rule.</summary>
    private double ConvergedSpacing(double deviation)
    {
        double widest = IsSmooth ? GaussianQuadrature.WidestStep : GaussianQuadrature.WidestPanel;
        double error = double.PositiveInfinity;
        for (double step = widest; step > SmallestStep; step /= 1.25)
        {
            GaussianQuadrature rule = WithStep(step, 0, deviation);
            GaussianQuadrature finer = WithStep(step / 1.5, 0, deviation);
            error = Math.Max(
                RelativeChange(rule, finer, z => Square(function.Value(deviation * z))),
                RelativeChange(rule, finer, z => Square(function.Derivative(deviation * z))));
            if (error < Tolerance)
                return step * deviation;
            if (double.IsNaN(error))
                break;
        }

        throw new QuadratureException(function.Name, deviation, error);
    }

    /// <summary>Mean and variance of scale·values; the values are overwritten.</summary>
    private static (double Mean, double Variance) Moments(double[] weights, double[] values, double scale)
    {
        double mean = TensorPrimitives.Dot(weights, values);
        TensorPrimitives.Subtract(values, mean, values);
        TensorPrimitives.Multiply(values, values, values);
        return (scale * mean, scale * scale * TensorPrimitives.Dot(weights, values));
    }

    private static double RelativeChange(GaussianQuadrature coarse, GaussianQuadrature fine, Func<double, double> f)
    {
        double value = fine.Expect(f);
        return value == 0 ? 0 : Math.Abs(coarse.Expect(f) - value) / value;
    }

    /// <summary>A rule for functions of f(mean + width·z) of each of the widths.</summary>
    private GaussianQuadrature Rule(double mean, params ReadOnlySpan<double> widths) => WithStep(spacing / Largest(widths), mean, widths);

    private GaussianQuadrature WithStep(double step, double mean, params ReadOnlySpan<double> widths)
    {
        if (IsSmooth)
            return GaussianQuadrature.Trapezoidal(Math.Min(step, GaussianQuadrature.WidestStep));
        var points = new List<double>();
        foreach (double width in widths)
        {
            if (width > 0)
                points.AddRange(function.Breakpoints.Select(b => (b - mean) / width));
        }

        return GaussianQuadrature.Panels(points, finest: 1, Math.Min(step, GaussianQuadrature.WidestPanel));
    }

    /// <summary>A rule for the conditional means as functions of z₀.</summary>
    private GaussianQuadrature Outer(double shared, double own, ReadOnlySpan<double> deviations)
    {
        double step = spacing / (shared * Largest(deviations));
        if (IsSmooth)
            return WithStep(step, 0);
        var points = new List<double>();
        foreach (double deviation in deviations)
        {
            if (deviation > 0)
                points.AddRange(function.Breakpoints.SelectMany(b => new[] { b / (deviation * shared), -b / (deviation * shared) }));
        }

        return GaussianQuadrature.Panels(points.Where(double.IsFinite), finest: own / shared, Math.Min(step, GaussianQuadrature.WidestPanel));
    }

    private static double Largest(ReadOnlySpan<double> deviations)
    {
        double largest = 0;
        foreach (double deviation in deviations)
            largest = Math.Max(largest, deviation);
        return largest;
    }

    private static double InverseRoot(double x) => x > 0 ? 1 / Math.Sqrt(x) : 0;

    private static double Square(double x) => x * x;
}

/// <summary>E[φ̂(u) | z₀] and E[φ̂'(u) | z₀] of one row on the nodes of z₀, and the means of the conditional variances.</summary>
internal sealed record ConditionalMeans(GaussianQuadrature Outer, double[] Value, double[] Slope, double Variance, double SlopeVariance);
