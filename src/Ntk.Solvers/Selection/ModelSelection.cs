using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>A network, a kernel and a ridge chosen together.</summary>
/// <param name="Best">The model chosen.</param>
/// <param name="Measure">What it was chosen by.</param>
/// <param name="Scores">All models: networks in the order given; of each its kernels; of each its ridges, then the refined one if any.</param>
/// <param name="Failures">Networks that could not be compared.</param>
public sealed record ModelSelection(CandidateScore Best, ModelMeasure Measure, IReadOnlyList<CandidateScore> Scores, IReadOnlyList<CandidateFailure> Failures)
{
    /// <summary>Each network with each kernel at its best ridge, the best first; models that cannot be solved with are left out.</summary>
    public IReadOnlyList<CandidateScore> Ranking => Rank(Scores, Measure);

    /// <summary>
    /// Chooses by training rows alone. Each network's kernels are computed once, and each kernel is decomposed once for all ridges. Of equally good
    /// models the one with the fewest hidden layers is chosen, then the one with the largest relative ridge, then the first.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="candidates">The networks, at least one.</param>
    /// <param name="x">Training inputs: rows × features, at least one row.</param>
    /// <param name="y">Training targets: rows × outputs, or rows for one output.</param>
    /// <param name="measure">What to choose by; not one of validation rows.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles of a kernel, before an eigendecomposition and between two ridges.</param>
    /// <inheritdoc cref="Choose{T}(IReadOnlyList{NetworkCandidate}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, ModelMeasure, ModelSelectionOptions?, CancellationToken)" path="/exception"/>
    public static ModelSelection Choose<T>(
        IReadOnlyList<NetworkCandidate> candidates,
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> y,
        ModelMeasure measure,
        ModelSelectionOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (measure.NeedsValidation())
            throw new ArgumentException($"{measure} needs validation rows.", nameof(measure));
        return Choose(candidates, new ModelRows<T>(x, y), measure, options ?? new(), cancellation);
    }

    /// <summary>The same with validation rows, which every model is scored on, whatever the measure.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="candidates">The networks, at least one.</param>
    /// <param name="x">Training inputs: rows × features, at least one row.</param>
    /// <param name="y">Training targets: rows × outputs, or rows for one output.</param>
    /// <param name="xValidation">Validation inputs: rows × features, at least one row.</param>
    /// <param name="yValidation">Validation targets.</param>
    /// <param name="measure">What to choose by.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles of a kernel, before an eigendecomposition and between two ridges.</param>
    /// <exception cref="ArgumentException">There are no candidates, no kernels or no ridges, or the measure is not one.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit, or accuracy was asked for with one output.</exception>
    /// <exception cref="NonFiniteValueException">An input or target is NaN or infinite.</exception>
    /// <exception cref="NoUsableModelException">No network could be compared, or no ridge of any is well conditioned.</exception>
    /// <exception cref="AllocationException">There is not enough memory for any network.</exception>
    /// <exception cref="ModelSelectionCanceledException">The work was cancelled; it has the scores so far.</exception>
    public static ModelSelection Choose<T>(
        IReadOnlyList<NetworkCandidate> candidates,
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> y,
        in ReadOnlyTensorSpan<T> xValidation,
        in ReadOnlyTensorSpan<T> yValidation,
        ModelMeasure measure,
        ModelSelectionOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(candidates, new ModelRows<T>(x, y, xValidation, yValidation), measure, options ?? new(), cancellation);

    private static ModelSelection Choose<T>(IReadOnlyList<NetworkCandidate> candidates, ModelRows<T> rows, ModelMeasure measure, ModelSelectionOptions options, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0 || options.Kernels.Count == 0 || options.Ridges.Count == 0)
            throw new ArgumentException($"{candidates.Count} networks, {options.Kernels.Count} kernels and {options.Ridges.Count} ridges: at least one of each is needed.", nameof(candidates));
        if (!Enum.IsDefined(measure))
            throw new ArgumentOutOfRangeException(nameof(measure), measure, "Not a measure of models.");
        if (measure == ModelMeasure.ValidationAccuracy && !Accuracy.IsDefined(rows.Targets.Width))
            throw new DimensionMismatchException("Accuracy needs two outputs or more, one a class. Choose by the squared error.");
        MemoryCheck.Require(Bytes<T>(rows.Inputs.Count, rows.ValidationInputs?.Count ?? 0, options.Kernels));

        var comparison = new ModelComparison<T>(rows, measure, options);
        var scores = new List<CandidateScore>();
        var failures = new List<CandidateFailure>();
        foreach (NetworkCandidate candidate in candidates)
        {
            try
            {
                IReadOnlyList<CandidateScore> found = comparison.Score(candidate, cancellation);
                scores.AddRange(found);
                options.Progress?.Report(found);
            }
            catch (OperationCanceledException)
            {
                throw new ModelSelectionCanceledException(scores, failures, cancellation);
            }
            catch (NtkException error)
            {
                failures.Add(new(candidate, error));
            }
        }

        IReadOnlyList<CandidateScore> ranking = Rank(scores, measure);
        return ranking.Count > 0 ? new(ranking[0], measure, scores, failures) : throw new NoUsableModelException(failures, scores);
    }

    /// <summary>Memory at the peak besides the data, in bytes: the kernels of one network and one eigendecomposition.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="trainingRows">Training rows, ≥ 0.</param>
    /// <param name="validationRows">Validation rows, ≥ 0.</param>
    /// <param name="kernels">The kernels.</param>
    public static Int128 Bytes<T>(int trainingRows, int validationRows, IReadOnlyList<KernelKind> kernels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(kernels);
        int matrices = BitOperations.PopCount((uint)ModelComparison<T>.OutputsOf(kernels));
        return (Int128)matrices * trainingRows * ((Int128)trainingRows + validationRows) * Unsafe.SizeOf<T>() + RidgeSweep<T>.WorkingBytes(trainingRows);
    }

    /// <summary>Each network with each kernel at its best ridge, the best first.</summary>
    /// <param name="scores">Scores, such as those of a cancelled selection.</param>
    /// <param name="measure">What to order by; scores without it are left out.</param>
    public static IReadOnlyList<CandidateScore> Rank(IEnumerable<CandidateScore> scores, ModelMeasure measure) =>
        [.. scores.Where(score => measure.Merit(score) is { } merit && double.IsFinite(merit))
            .OrderByDescending(score => measure.Merit(score))
            .ThenBy(score => score.Candidate.Depth)
            .ThenByDescending(score => score.RelativeRidge)
            .DistinctBy(score => (score.Candidate, score.Kernel))];
}
