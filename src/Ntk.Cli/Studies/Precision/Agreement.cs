namespace Ntk.Cli;

/// <summary>How well predicted critical sizes agree with observed ones, over all kernels and formats.</summary>
internal static class Agreement
{
    /// <summary>The laws are of large matrices: formats that fail before are not compared.</summary>
    public const int SmallestRows = 16;

    /// <summary>The pairs: the median of the observed sizes, and a prediction.</summary>
    public static IEnumerable<(PipelineFinding Pipeline, double Observed, double Predicted)> Pairs(KernelFinding found, Func<PredictedSize, double> predicted) =>
        found.Pipelines.Where(pipeline => pipeline.MedianFailure >= SmallestRows).Select(pipeline => (pipeline, pipeline.MedianFailure!.Value, predicted(pipeline.Predicted)));

    /// <summary>The geometric mean of the rows at which formats leave float64, over those at which Cholesky fails; NaN where none fails.</summary>
    public static double Share(IReadOnlyList<KernelFinding> found, Func<Departure, int?> leaves)
    {
        double[] logs =
        [
            .. found.SelectMany(kernel => kernel.Pipelines).Where(pipeline => pipeline.Pipeline.IsFormat && pipeline.Observed?.Cholesky >= SmallestRows)
                .Select(pipeline => Math.Log((leaves(pipeline.Observed!) ?? double.NaN) / pipeline.Observed!.Cholesky!.Value)).Where(double.IsFinite),
        ];
        return logs.Length == 0 ? double.NaN : Math.Exp(logs.Average());
    }

    /// <summary>Pairs within the factor that counts, all pairs, and the geometric mean of predicted over observed.</summary>
    public static (int Within, int All, double MeanRatio) Of(IReadOnlyList<KernelFinding> found, Func<PredictedSize, double> predicted)
    {
        double[] logs = [.. found.SelectMany(kernel => Pairs(kernel, predicted)).Select(pair => Math.Log(pair.Predicted / pair.Observed))];
        double[] finite = [.. logs.Where(double.IsFinite)];
        return (logs.Count(log => Math.Abs(log) <= Math.Log(Deviation.Factor)), logs.Length, finite.Length == 0 ? double.NaN : Math.Exp(finite.Average()));
    }
}
