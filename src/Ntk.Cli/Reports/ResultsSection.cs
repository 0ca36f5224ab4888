using System.Text;

namespace Ntk.Cli;

/// <summary>The table of all models.</summary>
internal static class ResultsSection
{
    public static string Write(ReportContent content)
    {
        var html = new StringBuilder("""
            <section id="results"><h2>Results</h2><div class="scroll"><table>
            <thead><tr><th>kernel</th><th>precision</th><th class="number">rows</th><th class="number">ridge</th><th class="number">validation</th><th class="number">test</th>
            <th class="number">log marginal likelihood</th><th class="number">scaled residual</th><th class="number">seconds</th></tr></thead>

            """);
        var styles = new ModelStyles(content.Models);
        foreach (IGrouping<string, ModelScore> network in content.Models.GroupBy(model => model.Network))
        {
            html.Append($"""<tbody><tr class="network"><th colspan="9" scope="rowgroup">{Html.Text(network.Key)}</th></tr>""");
            foreach (ModelScore model in network)
            {
                html.Append($"""
                    <tr{(model == content.Best ? " class=\"best\"" : "")}><td><span class="swatch {styles.Of(model)}"></span>{ModelStyles.KernelName(model.Kernel)}</td>
                    <td>{model.Precision.Name()}</td><td class="number">{model.TrainRows}</td><td class="number">{Html.Scientific(model.Ridge)}</td><td class="number">{Html.Percent(model.ValidationAccuracy)}</td>
                    <td class="number">{Html.Percent(model.TestAccuracy)}</td><td class="number">{model.LogMarginalLikelihood.ToString("N1").Replace('-', '−')}</td>
                    <td class="number">{model.Solve.ScaledResidual:0.0000}</td><td class="number">{model.KernelSeconds + model.SolverSeconds:0.00}</td></tr>

                    """);
            }
            html.Append("</tbody>");
        }
        return html.Append($"""
            </table></div>
            <p class="note">The ridge is relative to the mean of the kernel’s diagonal. It was chosen on {(double)content.ValidationRows / (content.TrainRows + content.ValidationRows):0 %} of the rows; test accuracy, log marginal likelihood (summed over
            {content.ClassCount} outputs) and residual are of the fit to all of them. Likelihoods of different numbers of rows do not compare. The scaled residual is ‖b − Ax‖ / (‖A‖ ‖x‖ n ε); LAPACK’s tests allow 30.
            For the NTK the likelihood is that of the Gaussian process with covariance Θ.
            Seconds are half of the time of both kernels together, and all of the eigendecomposition, the factorisation and the predictions.</p></section>

            """).ToString();
    }
}
