using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk demo</c> found.</summary>
internal sealed record DemoResult(
    string Report, string Data, int TrainRows, int ValidationRows, int TestRows, IReadOnlyList<ModelScore> Models, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    public static DemoResult Of(string report, ReportContent content, IReadOnlyList<string> warnings) =>
        new(report, content.DataName, content.TrainRows, content.ValidationRows, content.TestRows, content.Models, content.Seconds, warnings);

    public void WriteTo(IAnsiConsole console)
    {
        Table table = Terminal.Table("network", "kernel", "precision", "rows", "ridge", "validation", "test", "log marginal likelihood", "seconds");
        foreach (ModelScore model in Models)
        {
            table.Row(
                model.Network, model.Kernel.Name(), model.Precision.Name(), model.TrainRows.ToString(), model.Ridge.ToString("0.##e+0"), Format.Percent(model.ValidationAccuracy), Format.Percent(model.TestAccuracy),
                model.LogMarginalLikelihood.ToString("0.0"), (model.KernelSeconds + model.SolverSeconds).ToString("0.00"));
        }
        console.Write(table);
        console.WriteLine($"{Data}: {TrainRows} training, {ValidationRows} validation and {TestRows} test rows, fewer to train on where the table says so; {Format.Seconds(Seconds)} in all.");
        console.WriteLine($"Report: {Path.GetFullPath(Report)}");
    }
}
