using Ntk.Solvers;
using Ntk.Solvers.Selection;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>One network with one kernel and one ridge.</summary>
internal sealed record SelectRow(
    int Depth, double WStd, double BStd, KernelKind Kernel, double Ridge, bool IsRefined, RidgeOutcome Outcome, double? LogMarginalLikelihood, double? LeaveOneOutSquaredError, double? LeaveOneOutLogDensity,
    double? LeaveOneOutAccuracy, double? ValidationAccuracy, double? ValidationSquaredError)
{
    public static SelectRow Of(CandidateScore score) => new(
        score.Candidate.Depth, score.Candidate.WStd, score.Candidate.BStd, score.Kernel, score.RelativeRidge, score.IsRefined, score.Ridge.Outcome, score.LogMarginalLikelihood,
        score.LeaveOneOut?.MeanSquaredError, score.LeaveOneOut?.MeanLogDensity, score.LeaveOneOut?.Accuracy, score.Validation?.Accuracy, score.Validation?.MeanSquaredError);
}

/// <summary>A network that was left out.</summary>
internal sealed record SelectFailure(int Depth, double WStd, double BStd, string Type, string Message);

/// <summary>What <c>ntk select</c> found.</summary>
/// <param name="IsComplete">Whether it was not interrupted; if it was, the candidates are those that were done.</param>
/// <param name="Data">What the data are called.</param>
/// <param name="Measure">What decided.</param>
/// <param name="TrainRows">Training rows, without those for validation.</param>
/// <param name="ValidationRows">Validation rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Ranking">Each network with each kernel at its best ridge, the best first.</param>
/// <param name="Candidates">All, with every ridge.</param>
/// <param name="Failures">Networks that were left out.</param>
/// <param name="Chosen">The best on the test rows.</param>
/// <param name="Ensemble">The best few, averaged, on the test rows.</param>
/// <param name="Report">The report; null if none was written.</param>
/// <param name="Output">The file of the network; null if none was written.</param>
/// <param name="Seconds">Time of everything.</param>
/// <param name="Warnings">What was warned of.</param>
internal sealed record SelectResult(
    bool IsComplete, string Data, ModelMeasure Measure, int TrainRows, int ValidationRows, int TestRows, IReadOnlyList<SelectRow> Ranking, IReadOnlyList<SelectRow> Candidates, IReadOnlyList<SelectFailure> Failures,
    TestScore? Chosen, EnsembleScore? Ensemble, string? Report, string? Output, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    private const int ShownRows = 20;

    public static SelectResult Of(SelectionSettings settings, SelectionOutcome outcome, string? report, string? output, Session session) => new(
        outcome.IsComplete, outcome.DataName, settings.Measure, outcome.TrainRows, outcome.ValidationRows, outcome.TestRows,
        [.. ModelSelection.Rank(outcome.Scores, settings.Measure).Select(SelectRow.Of)], [.. outcome.Scores.Select(SelectRow.Of)],
        [.. outcome.Failures.Select(failure => new SelectFailure(failure.Candidate.Depth, failure.Candidate.WStd, failure.Candidate.BStd, failure.Error.GetType().Name, failure.Error.Message))],
        outcome.Chosen, outcome.Ensemble, outcome.IsComplete ? report : null, outcome.IsComplete ? output : null, outcome.Seconds, session.Warnings);

    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table("depth", "wStd", "bStd", "kernel", "ridge", "log marginal likelihood", "leave-one-out error", "log density", "accuracy", "validation");
        foreach (SelectRow row in Ranking.Take(ShownRows))
        {
            table.Row(
                row.Depth.ToString(), Format.Number(row.WStd), Format.Number(row.BStd), row.Kernel.Name(), row.Ridge.ToString("0.##e+0"), Show(row.LogMarginalLikelihood, "0.0"), Show(row.LeaveOneOutSquaredError, "G4"),
                Show(row.LeaveOneOutLogDensity, "0.0000"), Show(row.LeaveOneOutAccuracy, "0.00 %"), Show(row.ValidationAccuracy, "0.00 %"));
        }

        console.Write(table);
        if (Ranking.Count > ShownRows)
            console.WriteLine($"… and {Ranking.Count - ShownRows} more, each at its best ridge.");
        if (!IsComplete)
        {
            console.WriteLine($"Interrupted: {Candidates.Count} models were compared.");
            return;
        }

        console.WriteLine($"{Data}: {TrainRows} training, {ValidationRows} validation and {TestRows} test rows; the accuracy in the table is of leave-one-out predictions; {Format.Seconds(Seconds)} in all.");
        SelectRow best = Ranking[0];
        Terminal.WritePairs(console, ("chosen", $"depth {best.Depth}, wStd {Format.Number(best.WStd)}, bStd {Format.Number(best.BStd)}, {best.Kernel.Name()}, ridge {Format.Number(best.Ridge)} relative"));
        Table tested = Terminal.Table("test rows", "probabilities", "accuracy", "negative log likelihood", "Brier score", "expected calibration error");
        if (Chosen is not null)
        {
            Add(tested, "chosen", $"softmax, temperature {Format.Number(Chosen.Temperature)}", Chosen.Accuracy, Chosen.Softmax);
            Add(tested, "chosen", "largest Gaussian", Chosen.Accuracy, Chosen.Gaussian);
        }

        if (Ensemble is not null)
        {
            string name = $"ensemble of {Ensemble.Members.Count}";
            Add(tested, name, "softmax", Ensemble.Accuracy, Ensemble.Softmax);
            Add(tested, name, "largest Gaussian", Ensemble.Accuracy, Ensemble.Gaussian);
        }

        console.Write(tested);
        Terminal.WritePairs(
            console,
            ("weights", Ensemble is null ? null : $"{Ensemble.Weighting.Name()}: {string.Join(", ", Ensemble.Weights.Select(weight => weight.ToString("0.000")))}"),
            ("network", Output), ("report", Report));
    }

    private static void Add(Table table, string model, string probabilities, double accuracy, Ntk.Solvers.Calibration.ClassificationCalibration calibration) => table.Row(
        model, probabilities, Format.Percent(accuracy), Format.Number(calibration.NegativeLogLikelihood), Format.Number(calibration.BrierScore), Format.Percent(calibration.ExpectedCalibrationError));

    private static string Show(double? value, string format) => value?.ToString(format) ?? "—";
}
