using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>Regression with one kernel whose ridge was chosen on the validation rows, fitted to training and validation rows together.</summary>
/// <param name="Kernel">nngp or ntk.</param>
/// <param name="Best">The ridge chosen, on the validation rows.</param>
/// <param name="Scores">All ridges on them.</param>
/// <param name="IsRight">Whether the class of each test row is right.</param>
internal sealed record KernelFit(KernelKind Kernel, [property: JsonIgnore] RidgeScore Best, [property: JsonIgnore] IReadOnlyList<RidgeScore> Scores, [property: JsonIgnore] bool[] IsRight)
{
    /// <summary>ε of arXiv 2007.15801: relative to the mean of the kernel's diagonal.</summary>
    public static IReadOnlyList<Ridge> Ridges { get; } = RidgeGrid.Logarithmic(1e-7, 1e2, 20);

    /// <summary>The ridge chosen, relative to the mean of the kernel's diagonal.</summary>
    public double Ridge => Best.Candidate.Ridge.Value;

    /// <summary>Its accuracy on the validation rows.</summary>
    public double ValidationAccuracy => Best.Accuracy ?? 0;

    /// <summary>Its mean squared error on them.</summary>
    public double ValidationError => Best.MeanSquaredError ?? double.NaN;

    /// <summary>The accuracy of every ridge on the validation rows; null where the kernel with it is too ill-conditioned to solve with.</summary>
    public IReadOnlyList<RidgePoint> Points => [.. Scores.Select(score => new RidgePoint(score.Candidate.Ridge.Value, score.Accuracy, score.Candidate.Outcome))];

    /// <summary>The share of test rows whose class is right.</summary>
    public double TestAccuracy => IsRight.Count(isRight => isRight) / (double)IsRight.Length;

    /// <summary>Both kernels, which are used up.</summary>
    public static IReadOnlyList<KernelFit> Both<T>(ExperimentData<T> data, StudyKernels<T> kernels, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [
            Of(KernelKind.Nngp, data, kernels.Training.Nngp, kernels.Test.Nngp, cancellation),
            Of(KernelKind.Ntk, data, kernels.Training.Ntk, kernels.Test.Ntk, cancellation),
        ];

    /// <summary>The prediction <c>K(x,X)·(K(X,X) + λI)⁻¹·Y</c> of test rows x.</summary>
    /// <param name="training">K(X,X), which is used up.</param>
    /// <param name="test">K(x,X).</param>
    /// <param name="targets">Y.</param>
    /// <param name="ridge">λ.</param>
    public static Tensor<T> Predict<T>(GramMatrix<T> training, GramMatrix<T> test, Tensor<T> targets, Ridge ridge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(training, ridge);
        using var weights = new GramMatrix<T>(training.Rows, (int)targets.Lengths[1]);
        targets.FlattenTo(MemoryMarshal.CreateSpan(ref weights[0, 0], weights.Rows * weights.Columns));
        factor.Solve(weights.AsMatrix());
        using var scores = new GramMatrix<T>(test.Rows, weights.Columns);
        LinearAlgebra.Default.Gemm(T.One, test.AsMatrix(), Transpose.No, weights.AsMatrix(), Transpose.No, T.Zero, scores.AsMatrix());
        return scores.ToTensor();
    }

    /// <summary>Whether the largest score of each row is that of its class.</summary>
    public static bool[] RightRows<T>(Tensor<T> scores, int[] labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. OneHot.Decode<T>(scores).Zip(labels, (predicted, label) => predicted == label)];

    /// <summary>
    /// Compares the ridges on the validation rows: the most accurate is the best, and of equally accurate ones that with the smallest squared error, as few rows tell many ridges apart by nothing else.
    /// </summary>
    public static (RidgeScore Best, IReadOnlyList<RidgeScore> Scores) Choose<T>(ExperimentData<T> data, GramMatrix<T> training, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RidgeSelection selection = RidgeSearch.Choose(data, training, Ridges, cancellation);
        RidgeScore best = selection.Scores.Where(score => score.Accuracy.Equals(selection.Best.Accuracy)).MinBy(score => score.MeanSquaredError)!;
        return (best, selection.Scores);
    }

    private static KernelFit Of<T>(KernelKind kind, ExperimentData<T> data, GramMatrix<T> training, GramMatrix<T> test, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (RidgeScore best, IReadOnlyList<RidgeScore> scores) = Choose(data, training, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new(kind, best, scores, RightRows(Predict(training, test, data.Targets(..), best.Candidate.Ridge), data.Test.Labels));
    }
}
