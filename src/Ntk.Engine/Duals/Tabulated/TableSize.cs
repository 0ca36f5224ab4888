using System.Numerics.Tensors;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>How many interpolation points in ψ and Chebyshev coefficients in the angle a <see cref="DualTable"/> needs.</summary>
/// <remarks>Read off the decay of the coefficients along single lines through the table, which costs little beside the table.</remarks>
/// <param name="Points">Interpolation points in ψ = arctan s.</param>
/// <param name="Angles">Chebyshev coefficients in the angle.</param>
internal readonly record struct TableSize(int Points, int Angles)
{
    private const double Goal = 1e-13;
    private const int LargestPoints = 48;
    private const int LargestAngles = 128;

    /// <summary>The size for all deviations whose arctangents lie between the given ones.</summary>
    /// <param name="quadrature">The dual.</param>
    /// <param name="low">Arctangent of the smallest deviation.</param>
    /// <param name="high">Arctangent of the largest deviation.</param>
    /// <param name="largestAngle">π, or π/2 where symmetry gives the obtuse angles.</param>
    /// <param name="isThorough">Whether to sample lines twice as closely: dearer, with samples noisier near equal rows.</param>
    public static TableSize For(DualQuadrature quadrature, double low, double high, double largestAngle, bool isThorough)
    {
        int share = isThorough ? 1 : 2;
        double first = Math.Tan(low);
        double last = Math.Tan(high);
        bool isSingle = DualTable.IsSingle(low, high);
        (double, double)[] pairs = isSingle ? [(first, first)] : [(first, first), (last, last), (first, last)];
        int angleCount = pairs.Max(pair => Necessary(0, largestAngle, LargestAngles / share, angle => quadrature.Evaluate(pair.Item1, pair.Item2, angle)));

        // An even number keeps π/2 between two points, so that obtuse angles are exact mirror images of acute ones.
        angleCount += angleCount % 2;
        if (isSingle)
            return new(1, angleCount);

        (double, double)[] lines = [(first, 0.1), (first, 0.9), (last, 0.1), (last, 0.5), (last, 0.9)];
        int pointCount = lines.Max(line => Necessary(low, high, LargestPoints / share, point =>
        {
            NormalisedDual dual = quadrature.Evaluate(Math.Tan(point), line.Item1, line.Item2 * largestAngle);

            // The table holds Unequal over the gap squared, and what it loses there counts times a gap squared again.
            double gap = (point - Math.Atan(line.Item1)) / (high - low);
            return dual with { Unequal = dual.Unequal / (gap * gap) };
        }));
        return new(pointCount, angleCount);
    }

    /// <summary>The number of coefficients of a function between two ends before all that follow are below the goal or in the noise.</summary>
    private static int Necessary(double low, double high, int count, Func<double, NormalisedDual> function)
    {
        double[] points = ChebyshevPoints.Between(low, high, count);
        var samples = new NormalisedDual[count];
        Parallel.For(0, count, k => samples[k] = function(points[k]));
        return Math.Max(
            Necessary([.. samples.Select(s => s.Unequal)]),
            Math.Max(Necessary([.. samples.Select(s => s.Turn)]), Necessary([.. samples.Select(s => s.SlopeGap)])));
    }

    private static int Necessary(double[] values)
    {
        var coefficients = new double[values.Length];
        ChebyshevPoints.Coefficients(values, coefficients);
        double scale = Math.Max(1, Math.Abs(TensorPrimitives.MaxMagnitude<double>(coefficients)));

        // The last quarter of a converged series is the values' rounding noise.
        double noise = Math.Abs(TensorPrimitives.MaxMagnitude<double>(coefficients.AsSpan(3 * values.Length / 4)));
        double floor = Math.Max(Goal * scale, 2 * noise);
        return Math.Max(1, 1 + Array.FindLastIndex(coefficients, c => Math.Abs(c) > floor));
    }
}
