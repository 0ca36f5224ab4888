using Ntk.Solvers;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk dynamics</c> found.</summary>
/// <param name="Kernel">ntk or nngp.</param>
/// <param name="Loss">What training made small.</param>
/// <param name="Precision">The type of the arithmetic.</param>
/// <param name="TrainingRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="LargestStableLearningRate">Where gradient descent begins to diverge, by the largest eigenvalue and the loss's largest curvature.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Momentum">The momentum; null for none.</param>
/// <param name="Points">One for each time.</param>
/// <param name="Steps">Steps of the integration; null in closed form.</param>
/// <param name="Seconds">Time of everything but reading and writing.</param>
/// <param name="Report">The report; null for none.</param>
/// <param name="Output">The file of outputs; null for none.</param>
/// <param name="Warnings">What was warned of.</param>
internal sealed record DynamicsResult(
    KernelKind Kernel, string Loss, Precision Precision, int TrainingRows, int TestRows, int Outputs, double LargestStableLearningRate, double LearningRate, double? Momentum,
    IReadOnlyList<DynamicsPoint> Points, int? Steps, double Seconds, string? Report, string? Output, IReadOnlyList<string> Warnings) : IResult
{
    /// <summary>Whether rows have classes.</summary>
    internal bool IsClassifier => Points[0].Training.Accuracy is not null;

    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table([.. Columns(this).Select(column => column.Name)]);
        foreach (DynamicsPoint point in Points)
            table.Row([.. Columns(this).Select(column => column.Write(point))]);
        console.Write(table);
        Terminal.WritePairs(
            console,
            ("training", $"{Kernel.Name()}, {Loss}, {TrainingRows} rows, {TestRows} test rows, {Outputs} outputs, {Precision.Name()}"),
            ("learning rate", $"{Format.Number(LearningRate)}{(Momentum is { } momentum ? $", momentum {Format.Number(momentum)}" : "")}; the largest stable one is {Format.Number(LargestStableLearningRate)}"),
            ("integration", Steps is { } steps ? $"{steps} steps" : null),
            ("time", Format.Seconds(Seconds)),
            ("report", Report is null ? null : Path.GetFullPath(Report)),
            ("outputs", Output is null ? null : Path.GetFullPath(Output)));
    }

    /// <summary>The columns of a table of all times: those that have something to say.</summary>
    internal static IEnumerable<(string Name, Func<DynamicsPoint, string> Write)> Columns(DynamicsResult result)
    {
        (string Name, Func<DynamicsPoint, double?> Value, Func<double, string> Write)[] all =
        [
            ("time", point => point.Time, Format.Number),
            ("training loss", point => point.Training.Loss, Format.Number),
            ("test loss", point => point.Test?.Loss, Format.Number),
            ("training accuracy", point => point.Training.Accuracy, Format.Percent),
            ("test accuracy", point => point.Test?.Accuracy, Format.Percent),
            ("training RMSE", point => result.IsClassifier ? null : point.Training.RootMeanSquaredError, Format.Number),
            ("test RMSE", point => result.IsClassifier ? null : point.Test?.RootMeanSquaredError, Format.Number),
            ("ensemble std", point => point.StandardDeviation, Format.Number),
            ("ridge", point => point.Ridge, Format.Number),
            ("relative ridge", point => point.RelativeRidge, Format.Number),
        ];
        return all.Where(column => result.Points.Any(point => column.Value(point) is not null))
            .Select(column => (column.Name, (Func<DynamicsPoint, string>)(point => column.Value(point) is { } value ? column.Write(value) : "")));
    }
}
