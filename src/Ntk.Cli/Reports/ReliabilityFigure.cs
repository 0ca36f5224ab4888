using Ntk.Solvers.Calibration;

namespace Ntk.Cli;

/// <summary>Accuracy against confidence: on the diagonal where probabilities are right.</summary>
internal static class ReliabilityFigure
{
    private static readonly (string Name, string Style) Softmax = ("softmax", "network1"), Gaussian = ("largest Gaussian", "network2");

    public static string Draw(SelectionOutcome outcome)
    {
        var plots = new List<string>();
        if (outcome.Chosen is { } chosen)
            plots.Add(Plot("chosen", chosen.Softmax, chosen.Gaussian));
        if (outcome.Ensemble is { } ensemble)
            plots.Add(Plot($"ensemble of {ensemble.Members.Count}", ensemble.Softmax, ensemble.Gaussian));
        return $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend([Of(Softmax, []), Of(Gaussian, []), Diagonal])}""";
    }

    private static Line Diagonal { get; } = new("calibrated", "network0 float32", [(0, 0), (1, 1)], HasMarkers: false);

    private static string Plot(string title, ClassificationCalibration softmax, ClassificationCalibration gaussian)
    {
        var confidence = new Axis("confidence: the largest probability", 0, 1, IsLogarithmic: false, value => Math.Abs(value).ToString("0.0"));
        var accuracy = new Axis("share that is right", 0, 1, IsLogarithmic: false, value => Math.Abs(value).ToString("0.0"));
        return LinePlot.Draw(title, confidence, accuracy, [Diagonal, Of(Softmax, softmax.Bins), Of(Gaussian, gaussian.Bins)]);
    }

    private static Line Of((string Name, string Style) look, IReadOnlyList<ReliabilityBin> bins) => new(
        look.Name, look.Style, [.. bins.Where(bin => bin.Count > 0).Select(bin => (bin.Confidence!.Value, bin.Accuracy!.Value))], HasMarkers: true);
}
