using System.CommandLine;
using System.Diagnostics;

namespace Ntk.Cli;

/// <summary>A study: one question to the kernels of networks on labelled data, answered by curves, a table and one sentence.</summary>
internal abstract class Study : Verb
{
    private const string DefaultData = "digits";

    private readonly Option<string[]> networks = new("--network")
    {
        Description = "A network: a JSON file, or layers as text; may be given several times. Unless given, those of the study: a fully connected one, CNN-VEC and CNN-GAP.",
        HelpName = "file|text",
    };

    private readonly DataOptions data = new();
    private readonly Option<Preparation> preparation = PreparationOption.Create();
    private readonly Option<int?> train = new("--train") { Description = "Training rows, those held out for validation included; as many as the study takes for its data unless given.", HelpName = "number" };
    private readonly Option<int?> test = new("--test") { Description = "Test rows, from the source's own test set where it has one.", HelpName = "number" };
    private readonly Option<bool> quick = new("--quick") { Description = "Fewer rows and points: about a minute on the digits." };
    private readonly Option<string> store = new("--store") { Description = "Keep finished tiles of kernels in this folder; the same study, ended and begun again, takes them from there.", HelpName = "folder" };
    private readonly Option<string> report = new("--report") { Description = "The report to write; study-NAME.html unless given.", HelpName = "file.html" };
    private readonly Option<string> curves = new("--curves") { Description = "Write the numbers of all plots: an npz archive, or a folder of CSV files.", HelpName = "file.npz|folder" };

    protected Study(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>The heading of its report.</summary>
    protected abstract string Title { get; }

    /// <summary>Adds the options of this study, then those that all share.</summary>
    protected void AddStudyOptions(params ReadOnlySpan<Option> own) =>
        AddOptions([.. data.All, networks, preparation, train, test, quick, .. own, store, report, curves]);

    /// <summary>Does the work.</summary>
    protected abstract StudyOutcome Run(StudySettings settings, ParseResult parse, RunSettings run, Session session);

    /// <summary>Says what the work would take.</summary>
    protected abstract IResult Estimate(StudySettings settings, ParseResult parse, RunSettings run);

    protected sealed override int Run(ParseResult parse, RunSettings run, Session session)
    {
        DataSettings source = data.Read(parse);
        var settings = new StudySettings(
            source with { Source = source.Source ?? DefaultData }, [.. (parse.GetValue(networks) ?? []).Distinct().Select(NetworkOption.ReadNamed)], PreparationOption.Read(parse, preparation),
            Numbers.AtLeastOne(parse, train), Numbers.AtLeastOne(parse, test), parse.GetValue(quick), parse.GetValue(store));
        string page = parse.GetValue(report) ?? $"study-{Name}.html";
        string? numbers = parse.GetValue(curves);
        OutputFile.Require(page);
        if (numbers is not null)
            CurveFiles.Require(numbers);
        run.LimitThreads();
        if (run.IsDryRun)
        {
            session.Write(Estimate(settings, parse, run));
            return ExitCode.Success;
        }

        long start = Stopwatch.GetTimestamp();
        StudyOutcome outcome = Run(settings, parse, run, session);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (numbers is not null)
            CurveFiles.Write(numbers, outcome.Curves, session.Cancellation);
        OutputFile.WriteText(page, StudyPage.Write($"{Title} on {settings.DataName}", outcome, seconds), session.Cancellation);
        session.Write(new StudyResult(Name, outcome.Finding.IsReproduced, outcome.Finding.Sentence, outcome.Values, page, numbers, seconds, session.Warnings) { Tables = outcome.Tables });
        return ExitCode.Success;
    }
}
