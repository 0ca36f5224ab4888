using Ntk.Native;
using Ntk.Solvers.Spectra;

namespace Ntk.Bench.Suite;

/// <summary>Measures the suite: first the machine, then batch after batch of workloads whose rounds take turns, so that what disturbs the machine disturbs all of them.</summary>
internal static class SuiteRun
{
    /// <summary>What would be measured, by batch.</summary>
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> Plan(SuiteSettings settings) =>
        from batch in (IEnumerable<IReadOnlyList<PlannedWorkload>>)
            [.. KernelCases.All(settings), .. KernelCases.Ragged(settings), .. SolverCases.All(settings), .. DigitsCases.All(settings), .. ScalingCases.All(settings)]
        let chosen = batch.Where(workload => workload.Label.Name.Contains(settings.Filter, StringComparison.OrdinalIgnoreCase)).ToArray()
        where chosen.Length > 0
        select chosen;

    /// <summary>Measures.</summary>
    /// <param name="settings">What and how.</param>
    /// <param name="log">Told of each batch.</param>
    /// <param name="cancellation">Stops it between two pieces of work.</param>
    public static SuiteFigures Measure(SuiteSettings settings, Action<string> log, CancellationToken cancellation)
    {
        int threadsBefore = LinearAlgebra.Default.ThreadCount;
        try
        {
            log("limits of the machine");
            Dictionary<int, MachineRates> limits = settings.Threads.ToDictionary(threads => threads, threads => MachineRates.Measure(threads, settings.Scale.ProductOrder()));
            List<(WorkloadLabel Label, Measurement Figure)> figures = [];
            foreach (IReadOnlyList<PlannedWorkload> batch in Plan(settings))
            {
                log($"{batch[0].Label.Name}{(batch.Count > 1 ? $" and {batch.Count - 1} more" : "")}");
                figures.AddRange(MeasureBatch(batch, limits, settings.Scale, cancellation));
            }

            return new([.. limits.Values], [.. figures.Select(figure => figure.Figure)], [.. Scalings(figures)]);
        }
        finally
        {
            LinearAlgebra.Default.ThreadCount = threadsBefore;
        }
    }

    private static IEnumerable<(WorkloadLabel Label, Measurement Figure)> MeasureBatch(
        IReadOnlyList<PlannedWorkload> batch, Dictionary<int, MachineRates> limits, SuiteScale scale, CancellationToken cancellation)
    {
        var workloads = new List<IWorkload>();
        try
        {
            workloads.AddRange(batch.Select(planned => planned.Prepare()));
            int rounds = scale.Rounds();
            double[][] seconds = [.. batch.Select(_ => new double[rounds])];
            for (int round = -1; round < rounds; round++)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    LinearAlgebra.Default.ThreadCount = batch[i].Label.Threads;

                    // The round that warms up.
                    if (round < 0)
                        workloads[i].Run();
                    else
                        seconds[i][round] = Mean(workloads[i], scale.ShortestRound());
                }
            }

            return [.. batch.Select((planned, i) => (planned.Label, Figure(planned.Label, workloads[i], new(seconds[i]), limits[planned.Label.Threads])))];
        }
        finally
        {
            foreach (IWorkload workload in workloads)
                workload.Dispose();
        }
    }

    /// <summary>The mean seconds of as many runs as fill some time.</summary>
    private static double Mean(IWorkload workload, double atLeast)
    {
        double seconds = 0;
        for (int runs = 1; ; runs++)
        {
            seconds += workload.Run();
            if (seconds >= atLeast)
                return seconds / runs;
        }
    }

    private static Measurement Figure(WorkloadLabel label, IWorkload workload, Sample seconds, MachineRates rates)
    {
        WorkBound bound = workload.Bound(rates);
        return new(
            label.Name, label.Group, label.Title, label.Size, label.Precision, label.Threads, label.Backend, seconds, bound.Name, bound.Seconds,
            workload.Details(seconds.Median, rates).ToDictionary(detail => detail.Name, detail => detail.Value));
    }

    private static IEnumerable<Scaling> Scalings(IEnumerable<(WorkloadLabel Label, Measurement Figure)> figures) => figures
        .Where(figure => figure.Label.Series is not null)
        .GroupBy(figure => (figure.Label.Series!.Name, figure.Label.Series.Variable, figure.Label.Series.Expected))
        .Where(series => series.Count() >= LineFit.FewestPoints)
        .Select(series => Scaling.Of(
            series.Key.Name, series.Key.Variable, series.Key.Expected, series.Select(figure => new ScalingPoint(figure.Label.Series!.X, figure.Figure.Seconds.Median))));
}
