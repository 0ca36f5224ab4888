using System.Text;

namespace Ntk.Cli;

/// <summary>What made the report: enough to make it again.</summary>
internal static class SetupSection
{
    public static string Write(ReportContent content)
    {
        var html = new StringBuilder("""<section id="setup"><h2>How this was made</h2>""");
        html.Append($"<pre>{Html.Text(content.Command)}</pre><dl>");
        foreach ((string name, string value) in Facts(content))
            html.Append($"<dt>{name}</dt><dd>{Html.Text(value)}</dd>\n");
        html.Append("</dl>");
        foreach (NamedNetwork network in content.Settings.Networks)
            html.Append($"<details><summary>{Html.Text(network.Name)}</summary><pre>{Html.Text(network.Network.ToJson())}</pre></details>\n");
        return html.Append("</section>\n").ToString();
    }

    private static IEnumerable<(string Name, string Value)> Facts(ReportContent content) =>
    [
        ("data", $"{content.DataName}: {content.TrainRows} training, {content.ValidationRows} validation and {content.TestRows} test rows, {Format.Input(content.InputShape)}, {content.ClassCount} classes"),
        ("preparation", content.Settings.Preparation switch
        {
            Preparation.Standardise => "mean 0 and variance 1 of each channel, by the training rows",
            Preparation.Sphere => "rows scaled to length 1",
            _ => "none",
        }),
        ("targets", $"one-hot minus 1/{content.ClassCount}"),
        ("seed", content.Settings.Seed.ToString()),
        ("machine", $"{content.Machine.Processor}, {content.Machine.Cores} logical processors, {Format.Bytes(content.Machine.MemoryTotal)}"),
        ("instruction sets", string.Join(", ", content.Machine.InstructionSets)),
        ("system", content.Machine.OperatingSystem),
        ("ntk", Versions.Ntk),
        (".NET", content.Machine.Runtime),
        ("linear algebra", $"{content.Library.Name} · {content.Library.Version} · {content.Library.ThreadCount} threads"),
        ("time", Format.Seconds(content.Seconds)),
    ];
}
