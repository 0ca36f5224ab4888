using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>
/// Compares the NNGP and the NTK of a network: both kernels are computed once for all rows; of each, one eigendecomposition on the training rows
/// tries all ridges on the validation rows, and one Cholesky factorisation fits the best of them to training and validation rows together.
/// </summary>
internal sealed class Experiment<T>(ExperimentData<T> data, Precision precision, RunSettings run, Session session)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> targets = data.Targets(..);

    /// <summary>Runs both kernels of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="look">Sees the kernels of training and validation rows before they are used up.</param>
    public IReadOnlyList<ModelScore> Run(NamedNetwork network, Action<GramResult<T>> look)
    {
        long start = Stopwatch.GetTimestamp();
        string title = $"{network.Name}, {precision.Name()}";
        using GramResult<T> training = session.WithProgress($"{title}: training kernels", (progress, cancellation) =>
            new GramBuilder<T>(network.Network, run.GramOptions(progress)).Build(data.Fit.Features, cancellation: cancellation));
        using GramResult<T> test = session.WithProgress($"{title}: test kernels", (progress, cancellation) =>
            new GramBuilder<T>(network.Network, run.GramOptions(progress)).Build(data.Test.Features, data.Fit.Features, cancellation: cancellation));
        double kernelSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        look(training);

        var posterior = new PosteriorVariance<T>(network.Network, run.GramOptions(), data.Test, training.Nngp, test.Nngp);
        // The NTK's variance needs K of the training rows, which the NNGP's own factorisation overwrites.
        ModelScore ntk = Score(network, KernelKind.Ntk, training.Ntk, test.Ntk, posterior, kernelSeconds / 2);
        ModelScore nngp = Score(network, KernelKind.Nngp, training.Nngp, test.Nngp, posterior, kernelSeconds / 2);
        return [nngp, ntk];
    }

    private ModelScore Score(NamedNetwork network, KernelKind kind, GramMatrix<T> training, GramMatrix<T> test, PosteriorVariance<T> posterior, double kernelSeconds)
    {
        long start = Stopwatch.GetTimestamp();
        session.Log($"{network.Name}, {precision.Name()}, {kind.Name()}: comparing ridges");
        RidgeSelection selection = RidgeSearch.Choose(data, training, cancellation: session.Cancellation);
        session.Cancellation.ThrowIfCancellationRequested();

        session.Log($"{network.Name}, {precision.Name()}, {kind.Name()}: fitting");
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(training, selection.Ridge);
        session.Cancellation.ThrowIfCancellationRequested();
        using var y = new GramMatrix<T>(training.Rows, data.Fit.ClassCount);
        using var weights = new GramMatrix<T>(y.Rows, y.Columns);
        targets.FlattenTo(MemoryMarshal.CreateSpan(ref y[0, 0], y.Rows * y.Columns));
        targets.FlattenTo(MemoryMarshal.CreateSpan(ref weights[0, 0], y.Rows * y.Columns));
        SolveReport report = factor.Solve(weights.AsMatrix());

        using var scores = new GramMatrix<T>(test.Rows, y.Columns);
        LinearAlgebra.Default.Gemm(T.One, test.AsMatrix(), Transpose.No, weights.AsMatrix(), Transpose.No, T.Zero, scores.AsMatrix());
        double accuracy = Accuracy.Of<T>(scores.ToTensor(), data.Test.Labels);
        return new(
            network.Name, kind, precision, data.Fit.RowCount, selection, report, accuracy, factor.LogMarginalLikelihood(y.AsMatrix(), weights.AsMatrix()).Sum(),
            kernelSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, WorstRows.Find(scores, data, rows => posterior.Of(kind, factor, test, rows)));
    }
}
