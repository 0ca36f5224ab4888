using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>An estimate of ‖A⁻¹‖₁ from a few products with A⁻¹ (Hager 1984; Higham 1988, algorithm 4.1), a lower bound that is seldom off by more than a factor of three.</summary>
internal static class ConditionEstimate
{
    private const int MostProducts = 5;

    public static double InverseNorm<T>(IPreconditioner<T> inverse, int order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (order == 0)
            return 0;
        using var vector = new GramMatrix<T>(order, 1);
        Span<T> x = Flat(vector);
        x.Fill(T.One / T.CreateTruncating(order));
        double estimate = 0;
        int last = -1;
        for (int product = 0; product < MostProducts; product++)
        {
            inverse.Apply(vector.AsMatrix());
            double norm = FiniteEntries.SumOfMagnitudes<T>(x);
            if (!double.IsFinite(norm))
                return double.PositiveInfinity;
            if (norm <= estimate)
                break;
            estimate = norm;

            // The gradient of ‖A⁻¹x‖₁: its largest component says which unit vector to try next.
            for (int i = 0; i < order; i++)
                x[i] = T.IsNegative(x[i]) ? -T.One : T.One;
            inverse.Apply(vector.AsMatrix());
            int largest = 0;
            for (int i = 1; i < order; i++)
            {
                if (T.Abs(x[i]) > T.Abs(x[largest]))
                    largest = i;
            }

            if (largest == last)
                break;
            last = largest;
            x.Clear();
            x[largest] = T.One;
        }

        // Alternating and growing, where the iteration may have been led astray.
        for (int i = 0; i < order; i++)
            x[i] = T.CreateTruncating((i % 2 == 0 ? 1 : -1) * (1 + (double)i / Math.Max(1, order - 1)));
        inverse.Apply(vector.AsMatrix());
        double other = 2 * FiniteEntries.SumOfMagnitudes<T>(x) / (3.0 * order);
        return Math.Max(estimate, other);
    }

    private static Span<T> Flat<T>(GramMatrix<T> column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref column[0, 0], column.Rows);
}
