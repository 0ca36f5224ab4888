using System.CommandLine;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary><c>ntk demo</c>: an experiment from data to a report.</summary>
internal sealed class DemoCommand : Verb
{
    private const string DefaultData = "digits";
    private const string DefaultReport = "report.html";
    private const int GlobalPoolRows = 700;

    private readonly Option<string[]> networks = new("--network")
    {
        Description = "A network: a JSON file, or layers as text; may be given several times. Unless given, of the digits a fully connected network and two convolutional ones, of other data two fully connected ones.",
        HelpName = "file|text",
    };

    private readonly DataOptions data = new();
    private readonly Option<Preparation> preparation = PreparationOption.Create();
    private readonly Option<int?> train = new("--train") { Description = "Training rows, those for validation included. By default all of the digits (700 for the network that pools globally), at most 2000 of other data.", HelpName = "number" };
    private readonly Option<int?> test = new("--test") { Description = "Test rows, from the source's own test set where it has one. By default a fifth of the rows, at most 2000.", HelpName = "number" };
    private readonly Option<string> output = new("--output") { Description = $"The report to write; {DefaultReport} unless given.", HelpName = "file.html" };

    private readonly Option<double?> validation = RidgeChoice.ValidationOption("The share of the training rows on which ridges are compared; 0.2 unless given. The best is then fitted to all of them.");

    public DemoCommand()
        : base("demo", "Compare the NNGP and the NTK of networks on labelled data, and write a report.") =>
        AddOptions([.. data.All, networks, preparation, train, validation, test, output]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk demo", "The embedded digits: a fully connected network, a convolutional one and one that pools globally; report.html."),
        (
            "ntk demo --data fashion-mnist --train 10000 --test 10000 --network \"3*(dense(1.4142135623730951,0.1) relu) dense(1.4142135623730951,0.1)\" --precision float64 --output fashion.html",
            "A ReLU network with σ² = 2 and b² = 0.01 on Fashion-MNIST."),
        ("ntk demo --data fashion-mnist --train 10000 --test 10000 --network \"convVec(8)\" --precision float32 --output images.html", "A convolutional network on images."),
        ("ntk demo --data cifar-10-batches-bin --train 500 --test 100 --network \"convGap(8)\" --precision float32 --dry-run", "What a global pool over larger images would take."),
        ("ntk demo --data table.csv --label class --network a.json --network b.json --json", "Two networks on other data, for programs."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        DataSettings source = data.Read(parse);
        var settings = new ExperimentSettings(
            source with { Source = source.Source ?? DefaultData },
            NetworksOf(parse.GetValue(networks), source.Source ?? DefaultData, run.Precision), run.Precision is { } precision ? [precision] : [Precision.Float32, Precision.Float64],
            PreparationOption.Read(parse, preparation),
            Numbers.AtLeastOne(parse, train), parse.GetValue(validation) ?? RidgeChoice.DefaultShare, Numbers.AtLeastOne(parse, test), run.Seed);
        run.LimitThreads();
        string target = parse.GetValue(output) ?? DefaultReport;
        OutputFile.Require(target);
        if (run.IsDryRun)
        {
            session.Write(ExperimentEstimate.Make(settings, run));
            return ExitCode.Success;
        }

        ReportContent content = new ExperimentRun(settings, run, session).Run();
        OutputFile.WriteText(target, ReportPage.Write(content), session.Cancellation);
        session.Write(DemoResult.Of(target, content, session.Warnings));
        return ExitCode.Success;
    }

    private static IReadOnlyList<NamedNetwork> NetworksOf(string[]? texts, string source, Precision? asked)
    {
        if (texts is { Length: > 0 })
            return [.. texts.Distinct().Select(NetworkOption.ReadNamed)];
        var dense = new NamedNetwork("ReLU, 3 hidden layers", NetworkText.Parse("3*(dense(1.4142135623730951, 0.1) relu) dense(1.4142135623730951, 0.1)"));
        if (source != DefaultData)
            return [dense, new("erf, 3 hidden layers", NetworkText.Parse("3*(dense(1.5, 0.05) erf) dense(1.5, 0.05)"))];

        // One entry of the global pool takes all pairs of pixels.
        Precision precision = asked ?? Precision.Float32;
        return
        [
            dense with { Name = "Fully connected, 3 hidden layers" },
            new("Convolutional, 3 layers, all pixels", Presets.ConvVec(3), precision),
            new("Convolutional, 3 layers, global pool", Presets.ConvGap(3), precision, LargestTrainRows: GlobalPoolRows),
        ];
    }
}
