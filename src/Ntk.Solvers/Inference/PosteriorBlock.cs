using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

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

    public PosteriorBlock(TrainingSet<T> training, ReadOnlyTensorSpan<T> test, PredictionKind kind, CancellationToken cancellation)
    {
        this.training = training;
        kernels = training.CrossKernels(test, CrossOutputs(training.Kind, kind), cancellation);
        try
        {
            regressor = training.Kind.TrainingKernel() == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp;
            FiniteEntries.RequireKernel<T>(regressor.AsMatrix(), "The kernel of training and test rows");
            if (kind == PredictionKind.Mean)
                return;
            if (training.Kind.MixesKernels())
            {
                priorPart = kernels.Nngp;
                FiniteEntries.RequireKernel<T>(priorPart.AsMatrix(), "The NNGP kernel of training and test rows");
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

    /// <summary>The kernels between training and test rows that a prediction needs.</summary>
    public static KernelOutputs CrossOutputs(KernelKind kind, PredictionKind prediction) =>
        prediction == PredictionKind.Mean ? kind.TrainingKernel() : kind.TrainingKernel() | kind.PriorKernel();

    /// <summary>Mean: M_td times the weights.</summary>
    public void WriteMean(ReadOnlyMatrixSpan<T> weights, MatrixSpan<T> mean)
    {
        training.Library.Gemm(T.One, regressor.AsMatrix(), Transpose.Yes, weights, Transpose.No, T.Zero, mean);
        FiniteEntries.Require<T>(mean, "The predicted mean");
    }

    /// <summary>
    /// Prepares the kernels for the variance or covariance. Without a prior part, M_dt becomes V = W·M_dt, where Wᵀ·W is M_λ⁻¹, and the
    /// covariance is M_tt − Vᵀ·V. With one, Θ_dt becomes A = Θ_λ⁻¹·Θ_dt and K_dt becomes H = K_dt − ½·K_dd·A, and the covariance is K_tt − Hᵀ·A − Aᵀ·H.
    /// </summary>
    /// <returns>How the solve for A went; null where there is none.</returns>
    public SolveReport? Reduce(IKernelFactor<T> factor, ISymmetricOperator<T>? trainingPrior, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (priorPart is null)
        {
            factor.Whiten(regressor.AsMatrix());
            return null;
        }

        SolveReport report = factor.Solve(regressor.AsMatrix());
        cancellation.ThrowIfCancellationRequested();

        // Twice K_dt before the product and half of all after it: exact, and no copy of A is scaled.
        Scale(priorPart, T.CreateChecked(2));
        trainingPrior!.SubtractProduct(regressor.AsMatrix(), priorPart.AsMatrix());
        Scale(priorPart, T.CreateChecked(0.5));
        return report;
    }

    /// <summary>Variance of each test row.</summary>
    public void WriteVariance(Span<T> variance)
    {
        double[] products = Columns.Products<T>(regressor.AsMatrix(), (priorPart ?? regressor).AsMatrix());
        double sign = priorPart is null ? -1 : -2;
        for (int row = 0; row < variance.Length; row++)
            variance[row] = T.CreateTruncating(priorVariance[row] + sign * products[row]);
        FiniteEntries.Require<T>(new ReadOnlyMatrixSpan<T>(variance, variance.Length, 1), "The predicted variance");
    }

    /// <summary>Covariance of all pairs of test rows; its diagonal goes to <paramref name="variance"/>, too.</summary>
    public Tensor<T> Covariance(Span<T> variance)
    {
        GramMatrix<T> covariance = Prior!;
        if (priorPart is null)
        {
            training.Library.Syrk(Triangle.Lower, -T.One, regressor.AsMatrix(), Transpose.Yes, T.One, covariance.AsMatrix());
        }
        else
        {
            using var product = new GramMatrix<T>(covariance.Rows, covariance.Rows);
            training.Library.Gemm(T.One, priorPart.AsMatrix(), Transpose.Yes, regressor.AsMatrix(), Transpose.No, T.Zero, product.AsMatrix());
            for (int i = 0; i < covariance.Rows; i++)
            {
                for (int j = 0; j <= i; j++)
                    covariance[i, j] -= product[i, j] + product[j, i];
            }
        }

        TriangleMirror.Copy(covariance.AsMatrix(), Triangle.Lower);
        FiniteEntries.Require<T>(covariance.AsMatrix(), "The predicted covariance");
        covariance.CopyDiagonal().CopyTo(variance);
        return covariance.ToTensor();
    }

    public void Dispose()
    {
        kernels.Dispose();
        Prior?.Dispose();
    }

    private static void Scale(GramMatrix<T> matrix, T factor)
    {
        for (int row = 0; row < matrix.Rows; row++)
            TensorPrimitives.Multiply(matrix.Row(row), factor, matrix.Row(row));
    }
}
