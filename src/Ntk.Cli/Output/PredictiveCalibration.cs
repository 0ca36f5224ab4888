using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Cli;

/// <summary>Whether predictions are as uncertain as they are wrong. Their variances count with the ridge, as noise of the targets.</summary>
/// <param name="Classes">Of the probabilities that outputs are the largest; null if the targets are values.</param>
/// <param name="Values">Of the Gaussian predictions; null if the targets are classes.</param>
internal sealed record PredictiveCalibration(ClassificationCalibration? Classes, RegressionCalibration? Values)
{
    /// <summary>Compares predictions that have variances with targets, of at least one row.</summary>
    public static PredictiveCalibration Of<T>(Prediction<T> prediction, SolveReport report, Targets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        targets.Labels is { } labels && prediction.Mean.Lengths[1] > 1
            ? new(ClassificationCalibration.Of(ClassesOf(prediction, report), labels), null)
            : new(null, RegressionCalibration.Of<T>(prediction.Mean, prediction.Variance!, targets.Values, NoiseOf(report)));

    /// <summary>The probability of each class that its noisy output is the largest.</summary>
    public static Tensor<double> ClassesOf<T>(Prediction<T> prediction, SolveReport report)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> variance = Tensor.Add<T>(prediction.Variance!, T.CreateTruncating(NoiseOf(report)));
        return ClassProbabilities.Largest<T>(prediction.Mean, variance);
    }

    /// <summary>For people; null where there is nothing to say.</summary>
    public IEnumerable<(string Name, string? Value)> Lines() =>
    [
        ("negative log likelihood", Format.Number(Classes?.NegativeLogLikelihood ?? Values!.NegativeLogLikelihood)),
        ("Brier score", Classes is null ? null : Format.Number(Classes.BrierScore)),
        ("expected calibration error", Classes is null ? null : Format.Percent(Classes.ExpectedCalibrationError)),
        ("z-scores", Values is null ? null : $"mean {Format.Number(Values.MeanScore)}, root mean square {Format.Number(Values.ScoreDeviation)}"),
        ("coverage", Values is null ? null : string.Join(", ", Values.Coverage.Select(pair => $"{Format.Percent(pair.Observed)} within {Format.Percent(pair.Nominal)}"))),
    ];

    private static double NoiseOf(SolveReport report) => report.Ridge + report.JitterUsed;
}
