using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>A ridge and ending the training early over one axis, that of the ridge and of the time like it.</summary>
internal static class StoppingFigures
{
    private const string RidgeName = "ridge", TimeName = "gradient flow ended at the time like it";
    private const string Caption = "Time runs from right to left: t is like the ridge N/(ηt), relative to the mean of the kernel’s diagonal.";

    private static readonly string RidgeStyle = StudyFigure.StyleOf(KernelKind.Nngp), TimeStyle = StudyFigure.StyleOf(KernelKind.Ntk);

    public static string Accuracy(IReadOnlyList<StoppingNetwork> networks) => Both(
        "accuracy", "Validation accuracy", networks, point => point.RidgeAccuracy, point => point.TimeAccuracy, values => StudyFigure.AccuracyAxis("validation accuracy", values));

    public static string Error(IReadOnlyList<StoppingNetwork> networks) => Both(
        "error", "Validation error", networks, point => point.RidgeError, point => point.TimeError, values => Axis.Logarithmic("mean squared error", values.Min(), values.Max()));

    /// <summary>All networks in one plot.</summary>
    public static string Agreement(IReadOnlyList<StoppingNetwork> networks)
    {
        double[] shares = [.. networks.SelectMany(network => network.Points).Select(point => point.Agreement)];
        Axis y = Axis.Linear("same class", shares.Min(), shares.Max(), value => value.ToString("0.## %"));
        Line[] lines = [.. networks.Select((network, index) => StudyFigure.Within(y, network.Network, StudyFigure.StyleOf(index), network.Points.Select(point => (point.Ridge, point.Agreement))))];
        return StudyFigure.Panels("agreement", "Test rows of which both predict the same class", [LinePlot.Draw("all networks", RidgeAxis(networks), y, lines)], lines, Caption);
    }

    private static string Both(
        string id, string title, IReadOnlyList<StoppingNetwork> networks, Func<StoppingPoint, double> ridge, Func<StoppingPoint, double> time, Func<double[], Axis> axisOf)
    {
        Axis x = RidgeAxis(networks);
        Line[] legend = [new(RidgeName, RidgeStyle, [], HasMarkers: true), new(TimeName, TimeStyle, [], HasMarkers: true)];
        return StudyFigure.Panels(
            id, title,
            networks.Select(network =>
            {
                Axis y = axisOf([.. network.Points.SelectMany(point => (double[])[ridge(point), time(point)])]);
                return LinePlot.Draw(
                    $"{Html.Shortened(network.Network)}, {network.Precision.Name()}", x, y,
                    [
                        StudyFigure.Within(y, RidgeName, RidgeStyle, network.Points.Select(point => (point.Ridge, ridge(point))), At(network, network.BestRidge, ridge)),
                        StudyFigure.Within(y, TimeName, TimeStyle, network.Points.Select(point => (point.Ridge, time(point))), At(network, network.BestTime, time)),
                    ]);
            }),
            legend, $"{Caption} Rings have the smallest validation error.");
    }

    private static (double X, double Y) At(StoppingNetwork network, StoppingBest best, Func<StoppingPoint, double> value) =>
        (best.Ridge, value(network.Points.First(point => point.Ridge.Equals(best.Ridge))));

    private static Axis RidgeAxis(IReadOnlyList<StoppingNetwork> networks)
    {
        double[] ridges = [.. networks.SelectMany(network => network.Points).Select(point => point.Ridge)];
        return Axis.Logarithmic("ridge", ridges.Min(), ridges.Max());
    }
}
