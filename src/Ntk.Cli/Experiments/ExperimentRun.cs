using System.Diagnostics;
using System.Numerics;
using Ntk.Native;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>Runs an experiment in all its precisions.</summary>
internal sealed class ExperimentRun(ExperimentSettings settings, RunSettings run, Session session)
{
    public ReportContent Run()
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<PrecisionOutcome> outcomes = [.. settings.UsedPrecisions.Select(precision => precision.Run(new InPrecision(settings, precision, run, session)))];
        PrecisionOutcome last = outcomes[^1];
        List<string> names = [.. settings.Networks.Select(network => network.Name)];
        ReportContent content = last.Describe(
            [.. outcomes.SelectMany(outcome => outcome.Models).OrderBy(model => names.IndexOf(model.Network)).ThenBy(model => model.Kernel).ThenBy(model => model.Precision)],
            [.. outcomes.SelectMany(outcome => outcome.Maps).OrderBy(map => names.IndexOf(map.Network)).ThenBy(map => map.Kernel)]);
        return content with { Worst = last.Picture(content.Best.Worst), Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>The results in one precision, with what a report needs of the data.</summary>
    private sealed record PrecisionOutcome(
        IReadOnlyList<ModelScore> Models, IReadOnlyList<HeatMap> Maps, Func<IReadOnlyList<ModelScore>, IReadOnlyList<HeatMap>, ReportContent> Describe,
        Func<IReadOnlyList<WorstRow>, IReadOnlyList<WorstPicture>> Picture);

    private sealed class InPrecision(ExperimentSettings settings, Precision precision, RunSettings run, Session session) : IPrecisionAction<PrecisionOutcome>
    {
        public PrecisionOutcome Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = ExperimentData<T>.Read(settings);
            var models = new List<ModelScore>();
            var maps = new List<HeatMap>();
            foreach (NamedNetwork network in settings.NetworksIn(precision))
            {
                ExperimentData<T> rows = network.LargestTrainRows is null ? data : ExperimentData<T>.Read(settings, network.LargestTrainRows);
                models.AddRange(new Experiment<T>(rows, precision, run, session).Run(network, gram =>
                {
                    if (precision != network.PrecisionsOf(settings.Precisions)[^1])
                        return;
                    if (settings.Networks.Count == 1)
                        maps.Add(HeatMap.Of(KernelKind.Nngp, network.Name, gram.Nngp, rows.Fit.Labels, rows.Fit.ClassCount));
                    maps.Add(HeatMap.Of(KernelKind.Ntk, network.Name, gram.Ntk, rows.Fit.Labels, rows.Fit.ClassCount));
                }));
            }
            return new(
                models, maps,
                (all, pictures) => new(
                    Path.GetFileNameWithoutExtension(settings.Data.Source!), data.Split.Train.Length, data.Split.Validation.Length, data.Split.Test.Length, Format.InputShape(data.Fit.Features.Lengths), data.Fit.ClassNames,
                    data.Fit.ClassCount, settings, all, pictures, [], MachineInfo.Read(), LinearAlgebra.Default, Invocation.CommandLine, 0),
                rows => [.. rows.Select(row => new WorstPicture(row, Pictures.Of(data.Original(row.TestRow))))]);
        }
    }
}
