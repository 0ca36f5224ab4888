using System.Text;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>The report of a selection.</summary>
internal static class SelectionPage
{
    public static string Write(SelectionSettings settings, SelectionOutcome outcome, SelectResult result)
    {
        var body = new StringBuilder();
        SelectRow best = result.Ranking[0];
        body.Append($"""
            <p class="lead">Of {result.Candidates.Count} models, the {ModelStyles.KernelName(best.Kernel)} of the network with {best.Depth} hidden layers, wStd {Format.Number(best.WStd)} and bStd {Format.Number(best.BStd)},
            with a ridge of {Html.Scientific(best.Ridge)} relative to the kernel’s diagonal, is the best by {MeasureName(settings.Measure)}{(outcome.Chosen is { } chosen ? $"; it classifies {Html.Percent(chosen.Accuracy)} of {outcome.TestRows} test rows correctly" : "")}.</p>

            """);
        AppendCandidates(body, result);
        if (outcome.Chosen is not null || outcome.Ensemble is not null)
        {
            AppendTest(body, outcome);
            body.Append(HtmlPage.Figure(
                "reliability", "Reliability", ReliabilityFigure.Draw(outcome),
                $"Test rows in {ClassificationCalibration.DefaultBins} bins of the largest probability; each dot is the mean confidence of a bin and the share of its rows that is right. Below the diagonal probabilities promise too much, above it too little."));
        }

        return HtmlPage.Write($"Model selection on {outcome.DataName}", body.Append(Setup(settings, outcome)).ToString());
    }

    private static void AppendCandidates(StringBuilder body, SelectResult result)
    {
        body.Append("""
            <section id="candidates"><h2>Candidates</h2><div class="scroll"><table>
            <thead><tr><th class="number">depth</th><th class="number">wStd</th><th class="number">bStd</th><th>kernel</th><th class="number">ridge</th><th class="number">log marginal likelihood</th>
            <th class="number">leave-one-out error</th><th class="number">log density</th><th class="number">accuracy</th><th class="number">validation</th></tr></thead><tbody>

            """);
        foreach (SelectRow row in result.Ranking)
        {
            body.Append($"""
                <tr{(row == result.Ranking[0] ? " class=\"best\"" : "")}><td class="number">{row.Depth}</td><td class="number">{Format.Number(row.WStd)}</td><td class="number">{Format.Number(row.BStd)}</td>
                <td>{ModelStyles.KernelName(row.Kernel)}</td><td class="number">{Html.Scientific(row.Ridge)}</td><td class="number">{Show(row.LogMarginalLikelihood, "N1")}</td><td class="number">{Show(row.LeaveOneOutSquaredError, "G4")}</td>
                <td class="number">{Show(row.LeaveOneOutLogDensity, "0.0000")}</td><td class="number">{Show(row.LeaveOneOutAccuracy, "0.00 %")}</td><td class="number">{Show(row.ValidationAccuracy, "0.00 %")}</td></tr>

                """);
        }

        body.Append("""
            </tbody></table></div><p class="note">Each network and kernel at its best ridge, the best first. The likelihood is summed over the outputs; squared error, log density and accuracy are of leave-one-out predictions of the
            training rows. For the NTK, likelihood and densities are those of the Gaussian process with covariance Θ.</p></section>

            """);
    }

    private static void AppendTest(StringBuilder body, SelectionOutcome outcome)
    {
        body.Append("""
            <section id="test"><h2>Test rows</h2><div class="scroll"><table>
            <thead><tr><th>model</th><th>probabilities</th><th class="number">accuracy</th><th class="number">negative log likelihood</th><th class="number">Brier score</th><th class="number">expected calibration error</th></tr></thead><tbody>

            """);
        if (outcome.Chosen is { } chosen)
        {
            AppendRow(body, "chosen", $"softmax, temperature {Format.Number(chosen.Temperature)}", chosen.Accuracy, chosen.Softmax);
            AppendRow(body, "chosen", "largest Gaussian", chosen.Accuracy, chosen.Gaussian);
        }

        if (outcome.Ensemble is { } ensemble)
        {
            AppendRow(body, $"ensemble of {ensemble.Members.Count}", "softmax", ensemble.Accuracy, ensemble.Softmax);
            AppendRow(body, $"ensemble of {ensemble.Members.Count}", "largest Gaussian", ensemble.Accuracy, ensemble.Gaussian);
            body.Append("</tbody></table></div><ul>");
            foreach ((string member, double weight) in ensemble.Members.Zip(ensemble.Weights))
                body.Append($"<li>{Html.Text(member)}: weight {weight:0.000}</li>");
            body.Append($"</ul><p class=\"note\">Weights: {ensemble.Weighting.Name()}. ");
        }
        else
        {
            body.Append("</tbody></table></div><p class=\"note\">");
        }

        body.Append("""
            The temperature of the softmax was fitted to leave-one-out predictions of the training rows. “Largest Gaussian” is the probability that an output is the largest, given mean, variance and noise of the size of the
            ridge. Brier scores are sums over classes.</p></section>

            """);
    }

    private static void AppendRow(StringBuilder body, string model, string probabilities, double accuracy, ClassificationCalibration figures) => body.Append($"""
        <tr><td>{model}</td><td>{probabilities}</td><td class="number">{Html.Percent(accuracy)}</td><td class="number">{figures.NegativeLogLikelihood:0.0000}</td><td class="number">{figures.BrierScore:0.0000}</td>
        <td class="number">{Html.Percent(figures.ExpectedCalibrationError)}</td></tr>

        """);

    private static string Setup(SelectionSettings settings, SelectionOutcome outcome) => SetupSection.Write(
        [
            ("data", $"{outcome.DataName}: {outcome.TrainRows} training, {outcome.ValidationRows} validation and {outcome.TestRows} test rows, {outcome.ClassCount} classes"),
            ("preparation", SetupSection.NameOf(settings.Rows.Preparation)),
            ("seed", settings.Rows.Seed.ToString()),
            ("precision", settings.Rows.Precisions[0].Name()),
        ],
        outcome.Seconds,
        ("the chosen network", ModelSelection.Rank(outcome.Scores, settings.Measure)[0].Candidate.Network));

    private static string MeasureName(ModelMeasure measure) => measure switch
    {
        ModelMeasure.LogMarginalLikelihood => "log marginal likelihood",
        ModelMeasure.LeaveOneOutSquaredError => "the squared error of leave-one-out predictions",
        ModelMeasure.LeaveOneOutLogDensity => "the log density of leave-one-out predictions",
        _ => "accuracy on validation rows",
    };

    private static string Show(double? value, string format) => value?.ToString(format).Replace('-', '−').Replace(' ', '\u00A0') ?? "—";
}
