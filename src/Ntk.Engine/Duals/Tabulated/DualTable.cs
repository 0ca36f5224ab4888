using System.Numerics.Tensors;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>
/// The normalised dual of one activation as a polynomial in the two pre-activation deviations and the angle between them, for
/// the deviations that occur in the data.
/// </summary>
/// <remarks>
/// Deviations enter as ψ = arctan s, in which the dual is smooth from s = 0 to ∞, by Lagrange interpolation in Chebyshev
/// points; the angle by a Chebyshev series, which converges geometrically also for functions with bends.
/// </remarks>
internal sealed class DualTable
{
    private const double Promise = 1e-10;

    // A table that reaches this is not worth a second try.
    private const double Goal = 1e-12;

    private readonly double[] points;
    private readonly double[] weights;
    private readonly double[] blocks;

    private DualTable(double[] points, int angleCount, double largestAngle, Symmetry symmetry, double[] blocks)
    {
        this.points = points;
        this.blocks = blocks;
        AngleCount = angleCount;
        LargestAngle = largestAngle;
        Symmetry = symmetry;
        weights = ChebyshevPoints.BarycentricWeights(points.Length);
    }

    /// <summary>Number of interpolation points in ψ.</summary>
    public int PointCount => points.Length;

    /// <summary>Number of Chebyshev coefficients in the angle.</summary>
    public int AngleCount { get; }

    /// <summary>π, or π/2 where symmetry gives the obtuse angles.</summary>
    public double LargestAngle { get; }

    /// <summary>The symmetry of the activation.</summary>
    public Symmetry Symmetry { get; }

    /// <summary>Coefficients for one point of the first row: the unequal part, then turn and slope gap, coefficient by coefficient, for all points of the second row.</summary>
    public int BlockLength => PointCount * (1 + 2 * AngleCount);

    /// <summary>Whether two arctangents of deviations are one and the same but for rounding.</summary>
    public static bool IsSingle(double low, double high) => high - low < 1e-15;

    /// <summary>Builds a table for all deviations between the two given ones, and checks it against direct quadrature.</summary>
    /// <exception cref="QuadratureException">It does not converge.</exception>
    public static DualTable Build(ElementwiseFunction function, DualQuadrature quadrature, double smallestDeviation, double largestDeviation)
    {
        double low = Math.Atan(smallestDeviation);
        double high = Math.Atan(largestDeviation);
        double largestAngle = function.Symmetry == Symmetry.None ? Math.PI : Math.PI / 2;
        double error = double.PositiveInfinity;
        foreach (bool isThorough in new[] { false, true })
        {
            TableSize size = TableSize.For(quadrature, low, high, largestAngle, isThorough);
            DualTable table = Sample(function, quadrature, low, high, size);
            error = table.LargestError(quadrature, low, high);
            if (error < (isThorough ? Promise : Goal))
                return table;
        }

        throw new QuadratureException(function.Name, largestDeviation, error);
    }

    /// <summary>Values of the Lagrange basis at a deviation.</summary>
    public void Basis(double angle, Span<double> basis)
    {
        for (int k = 0; k < points.Length; k++)
        {
            if (angle == points[k])
            {
                basis[..points.Length].Clear();
                basis[k] = 1;
                return;
            }
        }

        double sum = 0;
        for (int k = 0; k < points.Length; k++)
            sum += basis[k] = weights[k] / (angle - points[k]);
        for (int k = 0; k < points.Length; k++)
            basis[k] /= sum;
    }

    /// <summary>The coefficients for a first row with the given basis values: a weighted sum of blocks.</summary>
    public void Contract(ReadOnlySpan<double> basis, Span<double> block)
    {
        block[..BlockLength].Clear();
        for (int k = 0; k < PointCount; k++)
            TensorPrimitives.MultiplyAdd(blocks.AsSpan(k * BlockLength, BlockLength), basis[k], block[..BlockLength], block[..BlockLength]);
    }

    /// <summary>One entry from the table in double, for checks.</summary>
    public NormalisedDual Evaluate(double first, double second, double angle)
    {
        Span<double> block = new double[BlockLength];
        Span<double> basis = new double[PointCount];
        double firstPoint = Math.Atan(first);
        double secondPoint = Math.Atan(second);
        Basis(firstPoint, basis);
        Contract(basis, block);
        Basis(secondPoint, basis);
        double unequal = TensorPrimitives.Dot(block[..PointCount], basis) * (firstPoint - secondPoint) * (firstPoint - secondPoint);
        double x = 2 * angle / LargestAngle - 1;
        return new(unequal, Clenshaw(block[PointCount..], basis, x), Clenshaw(block[(PointCount * (1 + AngleCount))..], basis, x));
    }

    private double Clenshaw(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> basis, double x)
    {
        double next = 0;
        double current = 0;
        for (int d = AngleCount - 1; d > 0; d--)
            (next, current) = (current, 2 * x * current - next + TensorPrimitives.Dot(coefficients.Slice(d * PointCount, PointCount), basis));
        return x * current - next + TensorPrimitives.Dot(coefficients[..PointCount], basis);
    }

    private double LargestError(DualQuadrature quadrature, double low, double high)
    {
        double largest = 0;
        foreach ((double first, double second, double angle) in new[] { (0.97, 0.43, 0.03), (0.03, 0.96, 0.35), (0.5, 0.02, 0.77), (0.98, 0.985, 0.98), (0.1, 0.02, 0.6) })
        {
            double s = Math.Tan(low + first * (high - low));
            double t = Math.Tan(low + second * (high - low));
            double theta = angle * LargestAngle;
            NormalisedDual table = Evaluate(s, t, theta);
            NormalisedDual direct = quadrature.Evaluate(s, t, theta);
            double haversine = Math.Sin(theta / 2) * Math.Sin(theta / 2);
            largest = Math.Max(largest, Math.Abs(table.Unequal - direct.Unequal));
            largest = Math.Max(largest, Math.Abs(table.Turn - direct.Turn) * haversine);
            largest = Math.Max(largest, Math.Abs(table.SlopeGap - direct.SlopeGap));
        }

        return largest;
    }

    private static DualTable Sample(ElementwiseFunction function, DualQuadrature quadrature, double low, double high, TableSize size)
    {
        (int pointCount, int angleCount) = size;
        Symmetry symmetry = function.Symmetry;
        double largestAngle = symmetry == Symmetry.None ? Math.PI : Math.PI / 2;
        double[] points = pointCount == 1 ? [low] : ChebyshevPoints.Between(low, high, pointCount);
        double[] deviations = Array.ConvertAll(points, Math.Tan);
        double[] angles = ChebyshevPoints.Between(0, largestAngle, angleCount);

        // Obtuse angles share |c| with their acute mirror images.
        int acute = symmetry == Symmetry.None ? angleCount / 2 : angleCount;
        var means = new ConditionalMeans[pointCount * acute];
        Parallel.For(0, means.Length, index => means[index] = quadrature.Means(deviations[index / acute], Math.Cos(angles[index % acute]), deviations));

        int block = pointCount * (1 + 2 * angleCount);
        var blocks = new double[pointCount * block];
        var turn = new double[angleCount];
        var slope = new double[angleCount];
        for (int a = 0; a < pointCount; a++)
        {
            for (int b = 0; b < pointCount; b++)
            {
                double unequal = quadrature.Unequal(deviations[a], deviations[b]);
                double gap = points[a] - points[b];
                double stretch = 1 + deviations[a] * deviations[a];
                blocks[a * block + b] = a == b ? quadrature.UnequalCurvature(deviations[a]) * stretch * stretch : unequal / (gap * gap);
                for (int d = 0; d < angleCount; d++)
                {
                    bool isObtuse = d >= acute;
                    int mirror = isObtuse ? angleCount - 1 - d : d;
                    double half = Math.Sin(angles[d] / 2);
                    NormalisedDual dual = DualQuadrature.Combine(means[a * acute + mirror], means[b * acute + mirror], unequal, half * half, isObtuse);
                    turn[d] = dual.Turn;
                    slope[d] = dual.SlopeGap;
                }

                ChebyshevPoints.Coefficients(turn, blocks.AsSpan(a * block + pointCount + b), pointCount);
                ChebyshevPoints.Coefficients(slope, blocks.AsSpan(a * block + pointCount * (1 + angleCount) + b), pointCount);
            }
        }

        return new(points, angleCount, largestAngle, symmetry, blocks);
    }
}
