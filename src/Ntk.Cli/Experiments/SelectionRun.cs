using System.Diagnostics;
using System.Numerics;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>
/// Compares networks on training rows, and validation rows where the measure needs them; fits the best of them to all of these, and tries them on test rows.
/// </summary>
internal sealed class SelectionRun(SelectionSettings settings, RunSettings run, Session session) : IPrecisionAction<SelectionOutcome>
{
    // A refinement towards an end comes close to it; ridges are made absolute and relative again.
    private const double RefinedTolerance = 0.05, RoundingTolerance = 1e-9;

    public SelectionOutcome Run<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long start = Stopwatch.GetTimestamp();
        ExperimentData<T> data = ExperimentData<T>.Read(settings.Rows);
        var outcome = new SelectionOutcome(
            Path.GetFileNameWithoutExtension(settings.Rows.Data.Source!), data.Split.Train.Length, data.Split.Validation.Length, data.Split.Test.Length, data.Fit.ClassCount, IsComplete: false, [], [], null, null, 0);
        try
        {
            ModelSelection selection = Choose(data);
            foreach (CandidateFailure failure in selection.Failures)
                session.Warn($"{SelectedModel.NameOf(failure.Candidate)} was left out: {failure.Error.Message}");
            outcome = outcome with { Scores = selection.Scores, Failures = selection.Failures };
            WarnOfEdge(selection.Best);
            (TestScore? chosen, EnsembleScore? ensemble) = Test(data, selection.Ranking);
            return outcome with { IsComplete = true, Chosen = chosen, Ensemble = ensemble, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
        catch (ModelSelectionCanceledException error)
        {
            return outcome with { Scores = error.Scores, Failures = error.Failures, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
        catch (OperationCanceledException)
        {
            return outcome with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
    }

    /// <summary>Says if a ridge that was not offered may be better. Below 0 there is none, nor below one that is too small to solve with.</summary>
    private void WarnOfEdge(CandidateScore best)
    {
        double[] offered = [.. settings.Ridges.Select(ridge => ridge.Value)];
        double least = offered.Min(), most = offered.Max(), chosen = best.RelativeRidge;
        bool isLeast = least > 0 && IsAt(least), isMost = IsAt(most);
        if (least < most && (isLeast || isMost))
            session.Warn($"The chosen ridge, {Format.Number(chosen)}, is at the {(isLeast ? "lower" : "upper")} end of those offered: a {(isLeast ? "smaller" : "larger")} one may be better. Offer more --ridges.");

        bool IsAt(double end) => Math.Abs(chosen - end) <= (best.IsRefined ? RefinedTolerance : RoundingTolerance) * end;
    }

    private ModelSelection Choose<T>(ExperimentData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fitted = data.Fit.RowCount, train = settings.Measure is ModelMeasure.ValidationAccuracy ? data.Split.Train.Length : fitted;
        return session.WithShare($"Comparing {settings.Candidates.Count} networks", (progress, cancellation) =>
        {
            var options = new ModelSelectionOptions
            {
                Kernels = settings.Kernels,
                Ridges = settings.Ridges,
                RefinesRidge = settings.RefinesRidge,
                Fit = new FitOptions { Gram = run.GramOptions() },
                Progress = progress is null ? null : new NetworkCount(settings.Candidates.Count, progress),
            };
            return train == fitted
                ? ModelSelection.Choose<T>(settings.Candidates, data.Fit.Features, data.Targets(..), settings.Measure, options, cancellation)
                : ModelSelection.Choose<T>(
                    settings.Candidates, data.Fit.Take(train).Features, data.Targets(..train), data.Fit.Select([.. Enumerable.Range(train, fitted - train)]).Features, data.Targets(train..),
                    settings.Measure, options, cancellation);
        });
    }

    private (TestScore? Chosen, EnsembleScore? Ensemble) Test<T>(ExperimentData<T> data, IReadOnlyList<CandidateScore> ranking)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var members = new List<SelectedModel<T>>();
        foreach (CandidateScore score in ranking.Take(settings.Members))
        {
            try
            {
                session.Log($"Fitting {SelectedModel.NameOf(score.Candidate)}, {score.Kernel.Name()}");
                members.Add(SelectedModel<T>.Fit(score, data, run, session.Cancellation));
            }
            catch (NtkException error)
            {
                session.Warn($"{SelectedModel.NameOf(score.Candidate)}, {score.Kernel.Name()}, was not fitted to all rows: {error.Message}");
            }
        }

        TestScore? chosen = members.Count > 0 && members[0].Score == ranking[0] ? members[0].Test : null;
        return (chosen, members.Count > 1 ? EnsembleScore.Of(members, settings.Weighting, data) : null);
    }

    /// <summary>The share of networks that are done.</summary>
    private sealed class NetworkCount(int total, Action<double> report) : IProgress<IReadOnlyList<CandidateScore>>
    {
        private int done;

        public void Report(IReadOnlyList<CandidateScore> value) => report(++done / (double)total);
    }
}

/// <summary>What a selection found.</summary>
/// <param name="DataName">What the data are called.</param>
/// <param name="TrainRows">Training rows, without those for validation.</param>
/// <param name="ValidationRows">Validation rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="IsComplete">Whether it was not interrupted.</param>
/// <param name="Scores">All models that were compared.</param>
/// <param name="Failures">Networks that could not be.</param>
/// <param name="Chosen">The best on the test rows; null if it was not fitted.</param>
/// <param name="Ensemble">Of the best few on the test rows; null with fewer than two.</param>
/// <param name="Seconds">Time of everything.</param>
internal sealed record SelectionOutcome(
    string DataName, int TrainRows, int ValidationRows, int TestRows, int ClassCount, bool IsComplete, IReadOnlyList<CandidateScore> Scores, IReadOnlyList<CandidateFailure> Failures, TestScore? Chosen,
    EnsembleScore? Ensemble, double Seconds);
