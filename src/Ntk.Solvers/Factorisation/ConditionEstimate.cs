using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>An estimate of ‖A⁻¹‖₁ from a few products with A⁻¹ (Hager 1984; Higham 1988, algorithm 4.1), a lower bound that is seldom off by more than a factor of three.</summary>
internal static class ConditionEstimate
{
    private const int MostUnitVectors = 2;

    public static double InverseNorm<T>(IPreconditioner<T> inverse, int order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (order == 0)
            return 0;

        // The mean of all unit vectors; and an alternating, growing one, where the iteration may be led astray.
        using var start = new GramMatrix<T>(order, 2);
        for (int i = 0; i < order; i++)
        {
            start[i, 0] = T.One / T.CreateTruncating(order);
            start[i, 1] = T.CreateTruncating((i % 2 == 0 ? 1 : -1) * (1 + (double)i / Math.Max(1, order - 1)));
        }

        inverse.Apply(start.AsMatrix());
        double estimate = Norm(start, 0), other = 2 * Norm(start, 1) / (3.0 * order);
        using var vector = new GramMatrix<T>(order, 1);
        for (int i = 0; i < order; i++)
            vector[i, 0] = start[i, 0];
        int last = -1;
        for (int product = 0; product < MostUnitVectors && double.IsFinite(estimate); product++)
        {
            // The gradient of ‖A⁻¹x‖₁: its largest component says which unit vector to try next.
            for (int i = 0; i < order; i++)
                vector[i, 0] = T.IsNegative(vector[i, 0]) ? -T.One : T.One;
            inverse.Apply(vector.AsMatrix());
            int largest = 0;
            for (int i = 1; i < order; i++)
            {
                if (T.Abs(vector[i, 0]) > T.Abs(vector[largest, 0]))
                    largest = i;
            }

            if (largest == last)
                break;
            last = largest;
            for (int i = 0; i < order; i++)
                vector[i, 0] = i == largest ? T.One : T.Zero;
            inverse.Apply(vector.AsMatrix());
            double norm = Norm(vector, 0);
            if (norm <= estimate)
                break;
            estimate = norm;
        }

        return double.IsFinite(estimate) ? Math.Max(estimate, other) : double.PositiveInfinity;
    }

    private static double Norm<T>(GramMatrix<T> vectors, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < vectors.Rows; i++)
            sum += Math.Abs(double.CreateTruncating(vectors[i, column]));
        return sum;
    }
}
