using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>How a candidate ridge did on a validation set.</summary>
/// <param name="Candidate">The ridge, and what it makes of the training kernel.</param>
/// <param name="Accuracy">Classification accuracy; null if there is one output only, or the candidate is not well conditioned.</param>
/// <param name="MeanSquaredError">Mean squared error; null if the candidate is not well conditioned.</param>
public sealed record RidgeScore(RidgeCandidate Candidate, double? Accuracy, double? MeanSquaredError);

/// <summary>A ridge chosen by a validation set among candidates that were fitted to the training rows.</summary>
/// <param name="Best">The score of the ridge chosen.</param>
/// <param name="Measure">What it was chosen by.</param>
/// <param name="Scores">The scores of all candidates, in the order they were given.</param>
/// <param name="Eigenvalues">The eigenvalues of the training kernel without a ridge, ascending.</param>
public sealed record RidgeSelection(RidgeScore Best, SelectionMeasure Measure, IReadOnlyList<RidgeScore> Scores, IReadOnlyList<double> Eigenvalues)
{
    /// <summary>The ridge chosen.</summary>
    public Ridge Ridge => Best.Candidate.Ridge;

    /// <summary>Chooses among ridges for a network: computes both kernels and decomposes the training kernel once.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="kind">What to infer; <see cref="KernelKind.Ntk"/> and <see cref="KernelKind.NtkGp"/> have the same mean.</param>
    /// <param name="x">Training inputs: rows × features, at least one row.</param>
    /// <param name="y">Training targets: rows × outputs, or rows for one output.</param>
    /// <param name="xValidation">Validation inputs: rows × features, at least one row.</param>
    /// <param name="yValidation">Validation targets.</param>
    /// <param name="measure">What to choose by.</param>
    /// <param name="candidates">The ridges to choose among; null for <see cref="RidgeGrid.Default"/>.</param>
    /// <param name="options">How; null for the defaults. No jitter is ever added here.</param>
    /// <param name="cancellation">Stops the work between two tiles of a kernel, before the eigendecomposition and between two candidates.</param>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    /// <inheritdoc cref="Choose{T}(RidgeSweep{T}, GramMatrix{T}, in ReadOnlyTensorSpan{T}, SelectionMeasure, IReadOnlyList{Ridge}?, CancellationToken)" path="/exception"/>
    public static RidgeSelection Choose<T>(
        Network network,
        KernelKind kind,
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> y,
        in ReadOnlyTensorSpan<T> xValidation,
        in ReadOnlyTensorSpan<T> yValidation,
        SelectionMeasure measure,
        IReadOnlyList<Ridge>? candidates = null,
        FitOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new();
        KernelOutputs output = kind.TrainingKernel();
        RequireMemory(x);
        using GramResult<T> training = new GramBuilder<T>(network, options.GramFor(SolverStage.TrainingKernel)).Build(x, output, cancellation);
        cancellation.ThrowIfCancellationRequested();
        options.Progress?.Report(new(SolverStage.Eigendecomposition, 0));
        using RidgeSweep<T> sweep = RidgeSweep<T>.Create(training.Only(), y, options.ResolvedLibrary);
        options.Progress?.Report(new(SolverStage.Eigendecomposition, 1));
        using GramResult<T> cross = new GramBuilder<T>(network, options.GramFor(SolverStage.TestKernel)).Build(xValidation, x, output, cancellation);
        return Choose(sweep, cross.Only(), yValidation, measure, candidates, cancellation);
    }

    /// <summary>
    /// Chooses the well-conditioned candidate that does best on a validation set; of equally good ones the largest ridge.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="sweep">The decomposed training kernel.</param>
    /// <param name="crossKernel">The same kernel between validation and training rows.</param>
    /// <param name="yValidation">Validation targets: validation rows × outputs, at least one row.</param>
    /// <param name="measure">What to choose by; accuracy needs at least two outputs.</param>
    /// <param name="candidates">The ridges to choose among, at least one; null for <see cref="RidgeGrid.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two candidates.</param>
    /// <exception cref="ArgumentException">There are no candidates.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or accuracy was asked for with one output.</exception>
    /// <exception cref="NonFiniteValueException">A target is NaN or infinite, or a prediction would be.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="NoUsableRidgeException">No candidate is well conditioned.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static RidgeSelection Choose<T>(
        RidgeSweep<T> sweep,
        GramMatrix<T> crossKernel,
        in ReadOnlyTensorSpan<T> yValidation,
        SelectionMeasure measure,
        IReadOnlyList<Ridge>? candidates = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(crossKernel);
        candidates ??= RidgeGrid.Default;
        if (candidates.Count == 0)
            throw new ArgumentException("There are no ridges to choose among.", nameof(candidates));
        if (!Enum.IsDefined(measure))
            throw new ArgumentOutOfRangeException(nameof(measure), measure, "Choose by accuracy or by mean squared error.");
        if (measure == SelectionMeasure.ClassificationAccuracy && !Selection.Accuracy.IsDefined(sweep.Outputs))
            throw new DimensionMismatchException("Accuracy needs two outputs or more, one a class. Choose by the mean squared error.");
        DenseRows<T> targets = DenseRows<T>.CopyTargets(yValidation, "The validation targets", crossKernel.Rows);
        if (targets.Width != sweep.Outputs || targets.Count == 0)
            throw new DimensionMismatchException($"Validation targets of {targets.Count}×{targets.Width} do not fit training targets of {sweep.Outputs} outputs; at least one row is needed.");
        FiniteEntries.RequireKernel<T>(crossKernel.AsMatrix(), "The kernel of validation and training rows");

        int[] classes = Selection.Accuracy.Classes(targets);
        var scores = new List<RidgeScore>(candidates.Count);
        foreach (Ridge ridge in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            scores.Add(Score(sweep, crossKernel, targets, classes, ridge));
        }

        double[] eigenvalues = sweep.Eigenvalues.ToArray();
        RidgeScore best = scores.Where(score => score.MeanSquaredError is not null)
            .OrderByDescending(score => Merit(score, measure))
            .ThenByDescending(score => score.Candidate.AbsoluteRidge)
            .FirstOrDefault() ?? throw new NoUsableRidgeException(scores.Count, scores.Max(score => score.Candidate.AbsoluteRidge), eigenvalues[0], eigenvalues[^1]);
        return new(best, measure, scores, eigenvalues);
    }

    /// <summary>Refuses, before the kernel is computed, what its eigendecomposition would need.</summary>
    private static void RequireMemory<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = x.Rank == 0 ? 0 : checked((int)x.Lengths[0]);
        MemoryCheck.Require((Int128)rows * rows * Unsafe.SizeOf<T>() + RidgeSweep<T>.WorkingBytes(rows));
    }

    private static RidgeScore Score<T>(RidgeSweep<T> sweep, GramMatrix<T> crossKernel, DenseRows<T> targets, int[] classes, Ridge ridge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RidgeCandidate candidate = sweep.Assess(ridge);
        if (candidate.Outcome != RidgeOutcome.WellConditioned)
            return new(candidate, null, null);
        DenseRows<T> predictions = sweep.PredictRows(ridge, crossKernel);
        double? accuracy = Selection.Accuracy.IsDefined(sweep.Outputs) ? Selection.Accuracy.Of(predictions, classes) : null;
        return new(candidate, accuracy, Selection.Accuracy.MeanSquaredError(predictions.Values, targets.Values));
    }

    /// <summary>More is better.</summary>
    private static double Merit(RidgeScore score, SelectionMeasure measure) =>
        measure == SelectionMeasure.ClassificationAccuracy ? score.Accuracy!.Value : -score.MeanSquaredError!.Value;
}
