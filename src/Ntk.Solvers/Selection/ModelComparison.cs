using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Selection;

/// <summary>Scores networks on the same rows.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ModelComparison<T>(ModelRows<T> rows, ModelMeasure measure, ModelSelectionOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of log₁₀ ridge: a measure is flat at its best, and no data tell ridges apart that differ by less.
    private const double RefinementTolerance = 0.005;

    /// <summary>The kernel matrices that kernels need.</summary>
    public static KernelOutputs OutputsOf(IReadOnlyList<KernelKind> kernels) => kernels.Aggregate(KernelOutputs.None, (outputs, kind) => outputs | kind.TrainingKernel());

    /// <summary>One network with all kernels and ridges.</summary>
    public IReadOnlyList<CandidateScore> Score(NetworkCandidate candidate, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        KernelOutputs outputs = OutputsOf(options.Kernels);
        using GramResult<T> training = new GramBuilder<T>(candidate.Network, options.Fit.GramFor(SolverStage.TrainingKernel)).Build(rows.Inputs.Span, outputs, cancellation);
        using GramResult<T>? cross = rows.ValidationInputs is { } validation
            ? new GramBuilder<T>(candidate.Network, options.Fit.GramFor(SolverStage.TestKernel)).Build(validation.Span, rows.Inputs.Span, outputs, cancellation)
            : null;

        // Kinds with the same kernel share its decomposition, which takes the kernel's place.
        var scores = new Dictionary<KernelOutputs, IReadOnlyList<CandidateScore>>();
        foreach (KernelKind kind in options.Kernels)
        {
            if (scores.ContainsKey(kind.TrainingKernel()))
                continue;
            cancellation.ThrowIfCancellationRequested();
            options.Fit.Progress?.Report(new(SolverStage.Eigendecomposition, 0));
            using RidgeSweep<T> sweep = RidgeSweep<T>.Create(MatrixOf(training, kind), rows.Targets.Span, options.Fit.ResolvedLibrary);
            options.Fit.Progress?.Report(new(SolverStage.Eigendecomposition, 1));
            GramMatrix<T>? crossKernel = cross is null ? null : MatrixOf(cross, kind);
            if (crossKernel is not null)
                FiniteEntries.RequireKernel<T>(crossKernel.AsMatrix(), "The kernel of validation and training rows");
            scores.Add(kind.TrainingKernel(), ScoreRidges(candidate, kind, sweep, crossKernel, cancellation));
        }

        return [.. options.Kernels.Distinct().SelectMany(kind => scores[kind.TrainingKernel()].Select(score => score with { Kernel = kind }))];
    }

    private static GramMatrix<T> MatrixOf(GramResult<T> gram, KernelKind kind) => kind.TrainingKernel() == KernelOutputs.Nngp ? gram.Nngp : gram.Ntk;

    private List<CandidateScore> ScoreRidges(NetworkCandidate candidate, KernelKind kind, RidgeSweep<T> sweep, GramMatrix<T>? crossKernel, CancellationToken cancellation)
    {
        var scores = new List<CandidateScore>();
        foreach (Ridge ridge in options.Ridges)
            scores.Add(ScoreOf(ridge));
        if (options.RefinesRidge && measure != ModelMeasure.ValidationAccuracy && Bracket(scores) is (double low, double high))
        {
            double place = GoldenSection.Maximise(
                log => measure.Merit(ScoreOf(Ridge.Relative(Math.Pow(10, log)))) is { } merit && double.IsFinite(merit) ? merit : double.NegativeInfinity,
                Math.Log10(low), Math.Log10(high), RefinementTolerance);
            scores.Add(ScoreOf(Ridge.Relative(Math.Pow(10, place))) with { IsRefined = true });
        }

        return scores;

        CandidateScore ScoreOf(Ridge ridge)
        {
            cancellation.ThrowIfCancellationRequested();
            RidgeCandidate assessed = sweep.Assess(ridge);
            var score = new CandidateScore(candidate, kind, assessed, assessed.AbsoluteRidge / sweep.MeanDiagonal, IsRefined: false, null, null);
            return assessed.Outcome != RidgeOutcome.WellConditioned ? score : score with
            {
                LeaveOneOut = ScoreOfLeaveOneOut(sweep.LeaveOneOut(ridge)),
                Validation = crossKernel is null ? null : ScoreOfValidation(sweep.PredictRows(ridge, crossKernel)),
            };
        }
    }

    /// <summary>The ridges next to the best one; null if there is no best, or if nothing lies between them.</summary>
    private (double Low, double High)? Bracket(List<CandidateScore> scores)
    {
        double[] ridges = [.. scores.Select(score => score.RelativeRidge).Where(ridge => ridge > 0 && double.IsFinite(ridge)).Distinct().Order()];
        int best = ModelSelection.Rank(scores, measure) is [CandidateScore first, ..] ? Array.IndexOf(ridges, first.RelativeRidge) : -1;
        if (best < 0 || ridges.Length < 2)
            return null;
        return (ridges[Math.Max(0, best - 1)], ridges[Math.Min(ridges.Length - 1, best + 1)]);
    }

    private LeaveOneOutScore ScoreOfLeaveOneOut(LeaveOneOut<T> left)
    {
        DenseRows<T> mean = DenseRows<T>.Copy(left.Mean, "The leave-one-out predictions");
        double error = Accuracy.MeanSquaredError(mean.Values, rows.Targets.Values), density = 0;
        for (int row = 0; row < mean.Count; row++)
        {
            double variance = double.CreateTruncating(left.Variance[row]);
            for (int output = 0; output < mean.Width; output++)
            {
                double difference = double.CreateTruncating(rows.Targets.Matrix[row, output]) - double.CreateTruncating(mean.Matrix[row, output]);
                density += NormalDistribution.LogDensity(difference, variance);
            }
        }

        return new(error, density / mean.Values.Length, Accuracy.IsDefined(mean.Width) ? Accuracy.Of(mean, rows.TargetClasses) : null);
    }

    private ValidationScore ScoreOfValidation(DenseRows<T> predictions) => new(
        Accuracy.IsDefined(predictions.Width) ? Accuracy.Of(predictions, rows.ValidationClasses) : null,
        Accuracy.MeanSquaredError(predictions.Values, rows.ValidationTargets!.Values));
}
