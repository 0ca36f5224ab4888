using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Ensembles;

/// <summary>How much each member of an ensemble counts: numbers of at least 0 that add up to 1.</summary>
public static class EnsembleWeights
{
    /// <summary>The same for all.</summary>
    /// <param name="members">How many, ≥ 1.</param>
    public static IReadOnlyList<double> Equal(int members)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 1);
        return [.. Enumerable.Repeat(1.0 / members, members)];
    }

    /// <summary>Posterior probabilities of models that were equally probable before: <c>w_m ∝ exp(log p(y | model m))</c>. With many rows one has almost all.</summary>
    /// <param name="logMarginalLikelihoods">One a member, each summed over the same rows and outputs; finite.</param>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public static IReadOnlyList<double> ByEvidence(IReadOnlyList<double> logMarginalLikelihoods)
    {
        ArgumentNullException.ThrowIfNull(logMarginalLikelihoods);
        if (logMarginalLikelihoods.Count == 0 || !logMarginalLikelihoods.All(double.IsFinite))
            throw new ArgumentException("Log marginal likelihoods must be finite, and at least one.", nameof(logMarginalLikelihoods));
        double largest = logMarginalLikelihoods.Max();
        return Normalised([.. logMarginalLikelihoods.Select(log => Math.Exp(log - largest))], logMarginalLikelihoods.Count);
    }

    /// <summary>
    /// The weights with which predictions of rows that were not seen come closest to the targets in the mean square: stacking (Wolpert, Neural Networks 5 (1992); Breiman,
    /// Machine Learning 24 (1996)).
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="predictions">One a member, at least one: rows × outputs, such as leave-one-out means.</param>
    /// <param name="targets">Rows × outputs, or rows; at least one row.</param>
    /// <returns>Equal members share equally.</returns>
    /// <exception cref="ArgumentException">There are no members.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="NonFiniteValueException">A number is NaN or infinite.</exception>
    public static IReadOnlyList<double> Stacked<T>(IReadOnlyList<Tensor<T>> predictions, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Count == 0)
            throw new ArgumentException("There are no members.", nameof(predictions));
        int rows = targets.Rank == 0 ? 0 : checked((int)targets.Lengths[0]);
        DenseRows<T> expected = DenseRows<T>.CopyTargets(targets, "The targets", rows);
        var errors = new List<double[]>();
        foreach (Tensor<T> prediction in predictions)
        {
            DenseRows<T> predicted = DenseRows<T>.CopyTargets(prediction, "The predictions", rows);
            if (predicted.Width != expected.Width || rows == 0)
                throw new DimensionMismatchException($"Predictions of {predicted.Count}×{predicted.Width} do not fit targets of {rows}×{expected.Width}; at least one row is needed.");
            var error = new double[predicted.Values.Length];
            for (int i = 0; i < error.Length; i++)
                error[i] = double.CreateTruncating(predicted.Values[i]) - double.CreateTruncating(expected.Values[i]);
            errors.Add(error);
        }

        // Weights add up to 1, so the error of the sum is the sum of the errors.
        var products = new double[errors.Count, errors.Count];
        for (int a = 0; a < errors.Count; a++)
        {
            for (int b = 0; b < errors.Count; b++)
                products[a, b] = TensorPrimitives.Dot<double>(errors[a], errors[b]);
        }

        return SimplexLeastSquares.Minimise(products);
    }

    /// <summary>Weights scaled to add up to 1.</summary>
    /// <exception cref="ArgumentException">They are not one a member, finite, at least 0 and not all 0.</exception>
    internal static IReadOnlyList<double> Normalised(IReadOnlyList<double> weights, int members)
    {
        double sum = weights.Sum();
        if (weights.Count != members || members == 0 || weights.Any(weight => !(weight >= 0)) || !(sum > 0) || !double.IsFinite(sum))
            throw new ArgumentException($"{weights.Count} weights with the sum {sum:G6} do not fit {members} members: each needs a finite one of at least 0, and one must be above 0.", nameof(weights));
        return [.. weights.Select(weight => weight / sum)];
    }
}
