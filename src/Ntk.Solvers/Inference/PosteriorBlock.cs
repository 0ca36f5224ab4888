using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>
/// The posterior at a block of test rows. The kernel between them and the training rows is computed once and overwritten by the
/// variance or the covariance, so the mean comes first.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PosteriorBlock<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingSet<T> training;
    private readonly GramResult<T> kernels;
    private readonly GramMatrix<T> regressor;
    private readonly GramMatrix<T>? priorPart;
    private readonly IReadOnlyList<double> priorVariance = [];
    private readonly CancellationToken cancellation;

    public PosteriorBlock(TrainingSet<T> training, ReadOnlyTensorSpan<T> test, PredictionKind kind, CancellationToken cancellation)
    {
        this.training = training;
        this.cancellation = cancellation;
        kernels = training.CrossKernels(test, CrossOutputs(training.Kind, kind), cancellation);
        try
        {
            regressor = training.Kind.TrainingKernel() == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp;
            FiniteEntries.RequireKernel<T>(regressor.AsMatrix(), "The kernel of test and training rows");
            if (kind == PredictionKind.Mean)
                return;
            if (training.Kind.MixesKernels())
            {
                priorPart = kernels.Nngp;
                FiniteEntries.RequireKernel<T>(priorPart.AsMatrix(), "The NNGP kernel of test and training rows");
            }

            if (kind == PredictionKind.Variance)
                priorVariance = training.PriorVariance(test);
            else
                Prior = training.PriorCovariance(test, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private GramMatrix<T>? Prior { get; }

    /// <summary>The kernels between test and training rows that a prediction needs.</summary>
    public static KernelOutputs CrossOutputs(KernelKind kind, PredictionKind prediction) =>
        prediction == PredictionKind.Mean ? kind.TrainingKernel() : kind.TrainingKernel() | kind.PriorKernel();

    /// <summary>Mean: M_td times the weights.</summary>
    public void WriteMean(ReadOnlyMatrixSpan<T> weights, MatrixSpan<T> mean)
    {
        training.Library.Gemm(T.One, regressor.AsMatrix(), Transpose.No, weights, Transpose.No, T.Zero, mean);
        FiniteEntries.Require<T>(mean, "The predicted mean");
    }

    /// <summary>Variance of each test row.</summary>
    public void WriteVariance(CholeskyFactor<T> factor, GramMatrix<T>? trainingPrior, Span<T> variance)
    {
        Reduce(factor, trainingPrior);
        for (int row = 0; row < variance.Length; row++)
        {
            double change = priorPart is null
                ? -GramExtensions.Dot<T>(regressor.Row(row), regressor.Row(row))
                : 2 * GramExtensions.Dot<T>(regressor.Row(row), priorPart.Row(row));
            variance[row] = T.CreateTruncating(priorVariance[row] + change);
        }

        FiniteEntries.Require<T>(new ReadOnlyMatrixSpan<T>(variance, 1, variance.Length), "The predicted variance");
    }

    /// <summary>Covariance of all pairs of test rows; its diagonal goes to <paramref name="variance"/>, too.</summary>
    public Tensor<T> Covariance(CholeskyFactor<T> factor, GramMatrix<T>? trainingPrior, Span<T> variance)
    {
        GramMatrix<T> covariance = Prior!;
        Reduce(factor, trainingPrior);
        if (priorPart is null)
        {
            training.Library.Syrk(Triangle.Lower, -T.One, regressor.AsMatrix(), Transpose.No, T.One, covariance.AsMatrix());
        }
        else
        {
            using var product = new GramMatrix<T>(covariance.Rows, covariance.Rows);
            training.Library.Gemm(T.One, priorPart.AsMatrix(), Transpose.No, regressor.AsMatrix(), Transpose.Yes, T.Zero, product.AsMatrix());
            for (int i = 0; i < covariance.Rows; i++)
            {
                for (int j = 0; j <= i; j++)
                    covariance[i, j] += product[i, j] + product[j, i];
            }
        }

        TriangleCopy.Mirror(covariance.AsMatrix(), Triangle.Lower);
        FiniteEntries.Require<T>(covariance.AsMatrix(), "The predicted covariance");
        covariance.CopyDiagonal().CopyTo(variance);
        return covariance.ToTensor();
    }

    public void Dispose()
    {
        kernels.Dispose();
        Prior?.Dispose();
    }

    /// <summary>
    /// Without a prior part, M_td becomes V = M_td·L⁻ᵀ, and the covariance is M_tt − V·Vᵀ. With one, Θ_td becomes A = Θ_td·Θ_λ⁻¹ and K_td
    /// becomes H = ½·A·K_dd − K_td, and the covariance is K_tt + H·Aᵀ + A·Hᵀ.
    /// </summary>
    private void Reduce(CholeskyFactor<T> factor, GramMatrix<T>? trainingPrior)
    {
        cancellation.ThrowIfCancellationRequested();
        if (priorPart is null)
        {
            factor.WhitenRows(regressor.AsMatrix());
            return;
        }

        factor.SolveRows(regressor.AsMatrix());
        cancellation.ThrowIfCancellationRequested();
        T half = T.CreateChecked(0.5);
        training.Library.Gemm(half, regressor.AsMatrix(), Transpose.No, trainingPrior!.AsMatrix(), Transpose.No, -T.One, priorPart.AsMatrix());
    }
}
