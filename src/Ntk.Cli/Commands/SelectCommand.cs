using System.CommandLine;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary><c>ntk select</c>: the network, the kernel and the ridge that suit labelled data best.</summary>
internal sealed class SelectCommand : Verb
{
    private const int LargestDepth = 200;
    private const int MostCandidates = 10_000;
    private const string DefaultData = "digits";

    private readonly DataOptions data = new();
    private readonly Option<Architecture> architecture = Choice.Of<Architecture>("--architecture", "dense: fully connected; convvec: 3 × 3 convolutions, then all pixels; convgap: then their mean. dense unless given.");
    private readonly Option<Activation> activation = ActivationOption.Create();
    private readonly Option<IReadOnlyList<double>?> depths = Numbers.List("--depths", "Numbers of hidden layers; 1,2,3 unless given.", $"a depth is a whole number from 0 to {LargestDepth}", depth => depth is >= 0 and <= LargestDepth && depth == Math.Floor(depth));
    private readonly Option<IReadOnlyList<double>?> wStds = Numbers.List("--w-std", "Standard deviations of the weights; 1.2,1.4142,1.6 unless given.", "it must be a finite number above 0", value => value > 0);
    private readonly Option<IReadOnlyList<double>?> bStds = Numbers.List("--b-std", "Standard deviations of the biases; 0,0.1 unless given.", "it must be a finite number, 0 or more", value => value >= 0);
    private readonly Option<IReadOnlyList<double>?> ridges = Numbers.List("--ridges", "Ridges, relative to the mean of the kernel's diagonal; 1e-8 to 1e2, two a decade, unless given.", "it must be a finite number, 0 or more", value => value >= 0);

    private readonly Option<IReadOnlyList<KernelKind>?> kernel = new("--kernel")
    {
        Description = "The kernels to compare; both unless given.",
        HelpName = "nngp|ntk|both",
        CustomParser = result => result.Tokens[0].Value.ToLowerInvariant() switch
        {
            "nngp" => [KernelKind.Nngp],
            "ntk" => [KernelKind.Ntk],
            "both" => BothKernels,
            _ => Refuse(result),
        },
    };

    private readonly Option<ModelMeasure> by = Choice.Of<ModelMeasure>("--by", "What decides: the log marginal likelihood (unless given), the squared error or the log density of leave-one-out predictions, or the accuracy on validation rows.", [
        ("likelihood", ModelMeasure.LogMarginalLikelihood), ("leave-one-out", ModelMeasure.LeaveOneOutSquaredError), ("leave-one-out-density", ModelMeasure.LeaveOneOutLogDensity),
        ("validation", ModelMeasure.ValidationAccuracy)]);

    private readonly Option<bool> refine = new("--refine") { Description = "Search on between the best ridge's neighbours, by golden section; not with --by validation." };
    private readonly Option<double?> validation = RidgeChoice.ValidationOption("With --by validation, the share of the training rows on which models are compared; 0.2 unless given. The best are then fitted to all of them.");
    private readonly Option<Preparation> preparation = PreparationOption.Create();
    private readonly Option<int?> train = new("--train") { Description = "Training rows, those for validation included; at most 2000 unless given.", HelpName = "number" };
    private readonly Option<int?> test = new("--test") { Description = "Test rows, from the source's own test set where it has one. By default a fifth of the rows, at most 2000.", HelpName = "number" };
    private readonly Option<int?> members = new("--members") { Description = "How many of the best networks are averaged to an ensemble; 3 unless given, 1 for none.", HelpName = "number" };
    private readonly Option<EnsembleWeighting> weights = Choice.Of<EnsembleWeighting>("--weights", "The ensemble's weights: stacked (least squares on leave-one-out predictions; the default), evidence or equal.");
    private readonly Option<string> report = new("--report") { Description = "A report to write, with the candidates and reliability diagrams.", HelpName = "file.html" };
    private readonly Option<string> output = new("--output") { Description = "The chosen network, to be written as JSON for ntk fit.", HelpName = "network.json" };

    public SelectCommand()
        : base("select", "Choose depth, wStd, bStd, kernel and ridge on labelled data, and say how calibrated the choice is.") =>
        AddOptions([.. data.All, architecture, activation, depths, wStds, bStds, kernel, ridges, by, refine, validation, preparation, train, test, members, weights, report, output]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk select --data digits --train 500", "18 fully connected ReLU networks, both kernels, 21 ridges each, by the log marginal likelihood."),
        ("ntk select --data digits --train 500 --depths 1,2,4 --w-std 1.2,1.5 --b-std 0.1 --activation erf --by leave-one-out --refine --report select.html --output net.json", "Another grid, with a report and the chosen network."),
        ("ntk select --data fashion-mnist --train 5000 --by validation --kernel nngp --precision float32 --json", "On validation rows, for programs."),
        ("ntk select --data digits --architecture convvec --depths 1,2 --dry-run", "What convolutional networks would take."),
    ];

    private static IReadOnlyList<KernelKind> BothKernels { get; } = [KernelKind.Nngp, KernelKind.Ntk];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        SelectionSettings settings = Read(parse, run);
        string? page = parse.GetValue(report), target = parse.GetValue(output);
        foreach (string file in ((string?[])[page, target]).OfType<string>())
            OutputFile.Require(file);
        run.LimitThreads();
        if (run.IsDryRun)
        {
            session.Write(run.PrecisionOrDefault.Run(new SelectionEstimator(settings, run)));
            return ExitCode.Success;
        }

        SelectionOutcome outcome = run.PrecisionOrDefault.Run(new SelectionRun(settings, run, session));
        SelectResult result = SelectResult.Of(settings, outcome, page, target, session);
        if (outcome.IsComplete && target is not null)
            OutputFile.WriteText(target, ModelSelection.Rank(outcome.Scores, settings.Measure)[0].Candidate.Network.ToJson(), session.Cancellation);
        if (outcome.IsComplete && page is not null)
            OutputFile.WriteText(page, SelectionPage.Write(settings, outcome, result), session.Cancellation);
        session.Write(result);
        return outcome.IsComplete ? ExitCode.Success : ExitCode.Interrupted;
    }

    private SelectionSettings Read(ParseResult parse, RunSettings run)
    {
        ModelMeasure measure = parse.GetValue(by);
        bool needsValidation = measure == ModelMeasure.ValidationAccuracy;
        if (parse.GetValue(validation) is not null && !needsValidation)
            throw new UsageException("--validation goes with --by validation: the other measures need no rows held out.");
        if (parse.GetValue(refine) && needsValidation)
            throw new UsageException("--refine does not go with --by validation: accuracy changes in steps. Offer more --ridges.");
        DataSettings source = data.Read(parse);
        var rows = new ExperimentSettings(
            source with { Source = source.Source ?? DefaultData }, [], [run.PrecisionOrDefault], PreparationOption.Read(parse, preparation),
            Numbers.AtLeastOne(parse, train), needsValidation ? parse.GetValue(validation) ?? RidgeChoice.DefaultShare : 0, Numbers.AtLeastOne(parse, test), run.Seed);
        int[] layers = [.. (parse.GetValue(depths) ?? [1, 2, 3]).Select(depth => (int)depth)];
        IReadOnlyList<double> weightStds = parse.GetValue(wStds) ?? [1.2, 1.4142, 1.6], biasStds = parse.GetValue(bStds) ?? [0, 0.1];
        if ((long)layers.Length * weightStds.Count * biasStds.Count > MostCandidates)
            throw new UsageException($"{layers.Length} depths, {weightStds.Count} wStds and {biasStds.Count} bStds are more than {MostCandidates} networks. Offer fewer of them.");
        NetworkFamily family = SelectionSettings.FamilyOf(parse.GetValue(architecture), parse.GetValue(activation) ?? new Relu());
        return new(
            rows, family.Grid(layers, weightStds, biasStds), parse.GetValue(kernel) ?? BothKernels, parse.GetValue(ridges) is { } given ? [.. given.Select(Ridge.Relative)] : RidgeGrid.Default, measure,
            parse.GetValue(refine), Numbers.AtLeastOne(parse, members) ?? 3, parse.GetValue(weights));
    }

    private static IReadOnlyList<KernelKind>? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--kernel is '{result.Tokens[0].Value}'; it can be nngp, ntk, both.");
        return null;
    }
}
