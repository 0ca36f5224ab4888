using System.Text.Json.Serialization;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The sizes at which a pipeline leaves the one in float64.</summary>
/// <param name="Cholesky">The first number of rows whose kernel, without a ridge, is not positive definite; null if none up to all.</param>
/// <param name="Accuracy">The first of the compared numbers of rows from which on the test accuracy always differs by more than twice the standard error of a paired comparison, or there is none.</param>
/// <param name="Likelihood">The first number of rows from which on the log marginal likelihood always differs by more than one part in a hundred of its parts, or there is none.</param>
internal sealed record Departure(int? Cholesky, int? Accuracy, int? Likelihood);

/// <summary>Predicted critical sizes.</summary>
/// <param name="Law">By Lee et al.'s formula from the power law of the tail.</param>
/// <param name="LawStandardError">The standard error of its logarithm, from the fit.</param>
/// <param name="SmallestLaw">The smallest by the formula over all windows of the fit.</param>
/// <param name="LargestLaw">The largest.</param>
/// <param name="Edge">By the lower edge of the spectrum of K + N, from the same power law.</param>
/// <param name="Spectrum">By that edge from the spectra themselves, extrapolated beyond the rows there are; errors of the solve grow on with the rows as they did up to there.</param>
internal sealed record PredictedSize(double Law, double LawStandardError, double SmallestLaw, double LargestLaw, double Edge, double Spectrum);

/// <summary>One pipeline with one kernel.</summary>
/// <param name="Pipeline">Which.</param>
/// <param name="Noise">Errors of its entries, of computing and storing them.</param>
/// <param name="SolveNoise">Errors of its solve as errors of entries.</param>
/// <param name="Predicted">Where it should fail.</param>
/// <param name="Observed">Where it left the pipeline in float64; null where it was not tried.</param>
/// <param name="Orders">Of formats, the first number of rows whose kernel is not positive definite, in several random orders of the rows; null for none.</param>
internal sealed record PipelineFinding(
    Pipeline Pipeline, NoiseMeasure Noise, double SolveNoise, PredictedSize Predicted, Departure? Observed, [property: JsonIgnore] IReadOnlyList<int?> Orders)
{
    /// <summary>The standard deviation of all errors together.</summary>
    public double TotalNoise => Math.Sqrt(Noise.Rms * Noise.Rms + SolveNoise * SolveNoise);

    /// <summary>The median over the orders of the first number of rows whose kernel is not positive definite; null where most have none.</summary>
    public double? MedianFailure
    {
        get
        {
            int?[] sorted = [.. Orders.OrderBy(rows => rows ?? int.MaxValue)];
            return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
        }
    }

    /// <summary>The smallest over the orders.</summary>
    public int? EarliestFailure => Orders.Min();

    /// <summary>The largest over the orders; null where one has none.</summary>
    public int? LatestFailure => Orders.Contains(null) ? null : Orders.Max();
}
