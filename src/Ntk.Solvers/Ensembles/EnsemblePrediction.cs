using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Ensembles;

/// <summary>Averages of predictions: mixtures of models.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Mean">Test rows × outputs.</param>
/// <param name="Variance">Test rows × outputs, since members disagree differently about each output; null unless all members have variances.</param>
public sealed record EnsemblePrediction<T>(Tensor<T> Mean, Tensor<T>? Variance)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Mean and variance of the mixture <c>Σ w_m·N(μ_m, σ_m²)</c>: μ = Σ w_m·μ_m, and by the law of total variance σ² = Σ w_m·(σ_m² + (μ_m − μ)²).
    /// </summary>
    /// <param name="members">At least one, of the same rows and outputs.</param>
    /// <param name="weights">One a member: finite, ≥ 0, at least one above 0; scaled to add up to 1. Null for equal ones.</param>
    /// <exception cref="ArgumentException">There are no members, or the weights do not fit them.</exception>
    /// <exception cref="DimensionMismatchException">The members have different shapes.</exception>
    public static EnsemblePrediction<T> Of(IReadOnlyList<Prediction<T>> members, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        IReadOnlyList<double> shares = EnsembleWeights.Normalised(weights ?? EnsembleWeights.Equal(Math.Max(1, members.Count)), members.Count);
        Tensor<T> first = members[0].Mean;
        foreach (Prediction<T> member in members)
        {
            if (!member.Mean.Lengths.SequenceEqual(first.Lengths))
                throw new DimensionMismatchException($"Predictions of {string.Join('×', member.Mean.Lengths.ToArray())} and {string.Join('×', first.Lengths.ToArray())} cannot be averaged.");
        }

        bool hasVariance = members.All(member => member.Variance is not null);
        Tensor<T> mean = Tensor.CreateFromShape<T>(first.Lengths), variance = Tensor.CreateFromShape<T>(first.Lengths);
        for (nint row = 0; row < first.Lengths[0]; row++)
        {
            for (nint output = 0; output < first.Lengths[1]; output++)
            {
                double centre = members.Zip(shares, (member, share) => share * double.CreateTruncating(member.Mean[row, output])).Sum();
                mean[row, output] = T.CreateTruncating(centre);
                if (hasVariance)
                    variance[row, output] = T.CreateTruncating(members.Zip(shares, (member, share) => share * SecondMoment(member, row, output, centre)).Sum());
            }
        }

        return new(mean, hasVariance ? variance : null);
    }

    private static double SecondMoment(Prediction<T> member, nint row, nint output, double centre)
    {
        double distance = double.CreateTruncating(member.Mean[row, output]) - centre;
        return double.CreateTruncating(member.Variance![row]) + distance * distance;
    }
}
