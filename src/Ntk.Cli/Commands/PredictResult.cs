using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Solvers.Inference;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>One predicted row.</summary>
/// <param name="Row">Zero-based test row.</param>
/// <param name="Mean">One an output.</param>
/// <param name="StandardDeviation">√variance; null unless asked for.</param>
/// <param name="Label">The class of the largest output; null if the targets were values.</param>
internal sealed record PredictedRow(int Row, IReadOnlyList<double> Mean, double? StandardDeviation, int? Label);

/// <summary>What <c>ntk predict</c> found.</summary>
/// <param name="Model">The model.</param>
/// <param name="Output">The file that was written; null if none.</param>
/// <param name="TestRows">Number of test rows.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="First">The first rows.</param>
/// <param name="Quality">Against the targets; null without any.</param>
/// <param name="Calibration">Against the targets; null without any, or without variances.</param>
/// <param name="Seconds">Time of the prediction.</param>
/// <param name="Warnings">What was warned of.</param>
internal sealed record PredictResult(
    string Model, string? Output, int TestRows, int Outputs, IReadOnlyList<PredictedRow> First, Fit? Quality, PredictiveCalibration? Calibration, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    private const int ShownRows = 10;

    public static PredictResult Of<T>(string model, string? output, Prediction<T> prediction, bool isClassifier, Fit? quality, PredictiveCalibration? calibration, double seconds, IReadOnlyList<string> warnings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = (int)prediction.Mean.Lengths[0], outputs = (int)prediction.Mean.Lengths[1];
        int[]? labels = isClassifier && outputs > 0 ? OneHot.Decode<T>(prediction.Mean) : null;
        Tensor<T>? deviation = prediction.Variance is null ? null : prediction.StandardDeviation();
        return new(
            model, output, rows, outputs,
            [
                .. Enumerable.Range(0, Math.Min(rows, ShownRows)).Select(row => new PredictedRow(
                    row, [.. Enumerable.Range(0, outputs).Select(column => double.CreateTruncating(prediction.Mean[row, column]))],
                    deviation is null ? null : double.CreateTruncating(deviation[row]), labels?[row])),
            ],
            quality, calibration, seconds, warnings);
    }

    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table("row", "mean", "standard deviation", "class");
        foreach (PredictedRow row in First)
        {
            table.Row(
                row.Row.ToString(), string.Join(' ', row.Mean.Select(value => value.ToString("G4"))),
                row.StandardDeviation is { } deviation ? Format.Number(deviation) : "—", row.Label?.ToString() ?? "—");
        }
        console.Write(table);
        if (TestRows > First.Count)
            console.WriteLine($"… and {TestRows - First.Count} more rows.");
        Terminal.WritePairs(
            console,
            [
                ("accuracy", Quality?.Accuracy is { } accuracy ? Format.Percent(accuracy) : null),
                ("error", Quality is null ? null : $"{Format.Number(Quality.RootMeanSquaredError)} (root mean square)"),
                .. Calibration?.Lines() ?? [],
                ("written to", Output),
                ("time", Format.Seconds(Seconds)),
            ]);
    }
}
