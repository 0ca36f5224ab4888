using System.Text;

namespace Ntk.Cli;

/// <summary>The report of a training in time.</summary>
internal static class DynamicsPage
{
    private const string TrainingStyle = "network1 float64", TestStyle = "network2 float64";

    public static string Write(DynamicsResult result, DynamicsSettings settings)
    {
        var page = new StringBuilder();
        page.Append($"{Lead(result, settings)}\n{Table(result)}");
        List<(string Title, string Label, Func<DynamicsScore, double?> Value, Func<double, string>? Write)> figures =
            [("Loss", $"loss ({result.Loss})", score => score.Loss, null)];
        figures.Add(result.IsClassifier
            ? ("Accuracy", "accuracy", score => score.Accuracy, value => value.ToString("0.## %"))
            : ("Error", "root mean squared error", score => score.RootMeanSquaredError, null));
        string[] plots = [.. figures.Select(figure => Plot(result, figure.Title, figure.Label, figure.Value, figure.Write)).OfType<string>()];
        if (plots.Length > 0)
        {
            IEnumerable<Line> legend = result.Points[0].Test is null ? [Named("training rows", TrainingStyle)] : [Named("training rows", TrainingStyle), Named("test rows", TestStyle)];
            page.Append(HtmlPage.Figure(
                "time", "In time", $"""<div class="panels">{string.Concat(plots)}</div>{LinePlot.Legend(legend)}""",
                "Time counts steps of gradient descent with the learning rate. Times 0 and infinity, which a logarithmic axis does not have, are in the table."));
        }

        return HtmlPage.Write($"Training in time on {settings.Source.Name}", page.Append(Setup(result, settings)).ToString());
    }

    private static Line Named(string name, string style) => new(name, style, [], HasMarkers: true);

    /// <summary>One figure; null with fewer than two times to show.</summary>
    private static string? Plot(DynamicsResult result, string title, string label, Func<DynamicsScore, double?> value, Func<double, string>? write)
    {
        DynamicsPoint[] shown = [.. result.Points.Where(point => point.Time > 0 && double.IsFinite(point.Time))];
        Line[] lines =
        [
            new("training rows", TrainingStyle, [.. shown.Select(point => (point.Time, value(point.Training) ?? double.NaN))], HasMarkers: true),
            new("test rows", TestStyle, [.. shown.Select(point => (point.Time, point.Test is { } score ? value(score) ?? double.NaN : double.NaN))], HasMarkers: true),
        ];
        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Y).Where(double.IsFinite)];
        if (shown.Length < 2 || values.Length == 0)
            return null;
        Axis y = write is null && values.Min() > 0
            ? Axis.Logarithmic(label, values.Min(), values.Max())
            : Axis.Linear(label, values.Min(), values.Max(), write ?? Format.Number);
        return LinePlot.Draw(title, Axis.Logarithmic("time", shown[0].Time, shown[^1].Time), y, lines);
    }

    private static string Lead(DynamicsResult result, DynamicsSettings settings)
    {
        string layers = settings.Kernel == Solvers.KernelKind.Ntk ? "all layers" : "the last layer";
        string best = result.Points.Where(point => point.Test is not null).MinBy(point => result.IsClassifier ? -point.Test!.Accuracy : point.Test!.Loss) is { Test: { } score } at
            ? result.IsClassifier ? $" The test accuracy is highest, {Html.Percent(score.Accuracy!.Value)}, at time {Format.Number(at.Time)}." : $" The test loss is lowest, {Format.Number(score.Loss)}, at time {Format.Number(at.Time)}."
            : "";
        return $"""<p class="lead">An infinitely wide network, {layers} trained on {result.TrainingRows} rows with the loss {result.Loss} from outputs of zero.{best}</p>""";
    }

    private static string Table(DynamicsResult result)
    {
        (string Name, Func<DynamicsPoint, string> Write)[] columns = [.. DynamicsResult.Columns(result)];
        string head = string.Concat(columns.Select(column => $"""<th class="number">{column.Name}</th>"""));
        string rows = string.Concat(result.Points.Select(point => $"<tr>{string.Concat(columns.Select(column => $"""<td class="number">{Html.Text(column.Write(point))}</td>"""))}</tr>\n"));
        string ridge = result.Points.Any(point => point.Ridge is not null)
            ? " The ridge is that of kernel regression which does nearly the same as ending the training then; relative to the mean of the kernel’s diagonal, too."
            : "";
        string spread = result.Points.Any(point => point.StandardDeviation is not null)
            ? " The ensemble’s standard deviation is the root mean square over the test rows of that of networks with random initial weights."
            : "";
        return $"""<section id="results"><h2>Results</h2><div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div><p class="note">Infinity is training to its end.{ridge}{spread}</p></section>{"\n"}""";
    }

    private static string Setup(DynamicsResult result, DynamicsSettings settings) => SetupSection.Write(
        [
            ("data", $"{settings.Source.Name}: {result.TrainingRows} training and {result.TestRows} test rows, {result.Outputs} outputs"),
            ("preparation", settings.Source.Training.X is null ? SetupSection.NameOf(settings.Source.Preparation) : null),
            ("learning rate", $"{Format.Number(result.LearningRate)}; gradient descent is stable up to {Format.Number(result.LargestStableLearningRate)}"),
            ("momentum", result.Momentum is { } momentum ? Format.Number(momentum) : "none"),
            ("integration", result.Steps is { } steps ? $"{steps} steps of Dormand–Prince 5(4)" : "none; in closed form"),
            ("precision", result.Precision.Name()),
        ],
        result.Seconds,
        ("the network", settings.Network));
}
