using System.CommandLine;

namespace Ntk.Cli;

/// <summary>A study of the kernels of several networks on the same rows.</summary>
internal abstract class KernelStudy : Study
{
    private readonly Option<int?> gapRows = new("--gap-rows") { Description = "Training rows of CNN-GAP, those for validation included, as its kernels take all pairs of pixels.", HelpName = "number" };

    protected KernelStudy(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Adds the options of this study, then those that all share.</summary>
    protected void AddKernelOptions(params ReadOnlySpan<Option> own) => AddStudyOptions([gapRows, .. own]);

    /// <summary>Rows unless the command line says.</summary>
    protected abstract StudySizes Sizes(bool isQuick);

    /// <summary>What a network takes.</summary>
    protected abstract StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse);

    /// <summary>Does the work.</summary>
    protected abstract StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse);

    protected sealed override StudyOutcome Run(StudySettings settings, ParseResult parse, RunSettings run, Session session) =>
        Run(new StudyRun(PlanOf(settings, parse, run), settings.Store, run, session), settings, parse);

    protected sealed override IResult Estimate(StudySettings settings, ParseResult parse, RunSettings run)
    {
        StudyPlan plan = PlanOf(settings, parse, run);
        return StudyEstimate.Make(plan, [.. plan.Networks.Select(network => WorkOf(network, plan, settings, parse))], run);
    }

    private StudyPlan PlanOf(StudySettings settings, ParseResult parse, RunSettings run) => StudyPlan.Make(settings, Sizes(settings.IsQuick), Numbers.AtLeast(parse, gapRows, 2), run);
}
