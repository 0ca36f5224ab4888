using System.CommandLine;

namespace Ntk.Cli;

/// <summary><c>ntk study</c>: the studies.</summary>
internal sealed class StudyCommand : Command
{
    public StudyCommand()
        : base("study", "Study precision, and what kernels share with trained networks: curves, a table, one sentence, a report.")
    {
        Add(new PrecisionStudy());
        Add(new NngpVersusNtkStudy());
        Add(new RidgeVersusEarlyStoppingStudy());
        Add(new ZcaStudy());
        Add(new AugmentationEnsembleStudy());
        Add(new ConditioningStudy());
    }
}
