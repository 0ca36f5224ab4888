using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>Outputs of a network, or of an ensemble, at any time of its training. Dispose it to free its matrices.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>With M = VᵀΛV the kernel of the flow, everything is diagonal in the basis of V's rows: decay e^{−ηΛt/N} and response S = Λ⁻¹(I − e^{−ηΛt/N}).</remarks>
public sealed class TrainingDynamics<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseRows<T> targets;
    private readonly TimeFilter filter;
    private readonly double momentum;
    private readonly LinearAlgebra library;

    // In the basis of eigenvectors: V·y, V·K_dd·Vᵀ, V·M_dt, V·K_dt.
    private GramMatrix<T>? rotatedTargets;
    private GramMatrix<T>? rotatedPrior;
    private GramMatrix<T>? rotatedCross;
    private GramMatrix<T>? rotatedCrossPrior;

    internal TrainingDynamics(DenseRows<T> targets, TimeFilter filter, double momentum, LinearAlgebra library)
    {
        this.targets = targets;
        this.filter = filter;
        this.momentum = momentum;
        this.library = library;
        Values = new T[targets.Count];
    }

    /// <summary>Training rows n.</summary>
    public int TrainingRows => targets.Count;

    /// <summary>Test rows.</summary>
    public int TestRows => TestPrior?.Rows ?? 0;

    /// <summary>Outputs.</summary>
    public int Outputs => targets.Width;

    /// <summary>Eigenvalues of the flow's kernel, ascending; rounding can leave the smallest below zero.</summary>
    public double[] Eigenvalues => Array.ConvertAll(Values, value => double.CreateTruncating(value));

    /// <summary>2(1 + μ)N/λ_max: gradient descent with a larger learning rate diverges.</summary>
    public double LargestStableLearningRate => 2 * (1 + momentum) * TrainingRows * Outputs / double.CreateTruncating(Values[^1]);

    internal T[] Values { get; }

    internal GramMatrix<T>? Train { get; set; }

    internal GramMatrix<T>? Prior { get; set; }

    internal GramResult<T>? Cross { get; set; }

    internal GramMatrix<T>? TestPrior { get; set; }

    /// <summary>The training outputs of one network.</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <param name="initial">Its outputs at time 0: n × outputs.</param>
    /// <returns>n × outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    /// <exception cref="DimensionMismatchException">The initial outputs do not have the targets' shape.</exception>
    public Tensor<T> TrainingOutputs(double time, in ReadOnlyTensorSpan<T> initial)
    {
        RequireTime(time);
        using GramMatrix<T> error = InitialError(initial);
        Scale(error, value => filter.Decay(value, time));
        using GramMatrix<T> outputs = Copy(targets.Matrix);
        library.Gemm(T.One, Train!.AsMatrix(), Transpose.Yes, error.AsMatrix(), Transpose.No, T.One, outputs.AsMatrix());
        return outputs.ToTensor();
    }

    /// <summary>The test outputs of one network: f_t(t) = f_t(0) + M_td·S·(y − f_d(0)).</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <param name="initialTraining">Its training outputs at time 0: n × outputs.</param>
    /// <param name="initialTest">Its test outputs at time 0: test rows × outputs.</param>
    /// <returns>Test rows × outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    /// <exception cref="DimensionMismatchException">The initial outputs do not fit, or there are no test points.</exception>
    public Tensor<T> TestOutputs(double time, in ReadOnlyTensorSpan<T> initialTraining, in ReadOnlyTensorSpan<T> initialTest)
    {
        RequireTime(time);
        RequireTestPoints();
        using GramMatrix<T> error = InitialError(initialTraining);
        Scale(error, value => filter.Response(value, time));
        DenseRows<T> start = DenseRows<T>.CopyTargets(initialTest, "The initial test outputs", TestRows);
        if (start.Width != Outputs)
            throw new DimensionMismatchException($"The initial test outputs have {start.Width} outputs, the targets {Outputs}.");
        using GramMatrix<T> outputs = Copy(start.Matrix);
        library.Gemm(-T.One, rotatedCross!.AsMatrix(), Transpose.Yes, error.AsMatrix(), Transpose.No, T.One, outputs.AsMatrix());
        return outputs.ToTensor();
    }

    /// <summary>The ensemble of networks at the training points.</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    public EnsembleMoments<T> TrainingEnsemble(double time)
    {
        RequireTime(time);
        using GramMatrix<T> learnt = rotatedTargets!.Clone();
        Scale(learnt, value => 1 - filter.Decay(value, time));
        using var mean = new GramMatrix<T>(TrainingRows, Outputs);
        library.Gemm(T.One, Train!.AsMatrix(), Transpose.Yes, learnt.AsMatrix(), Transpose.No, T.Zero, mean.AsMatrix());

        // Vᵀ·D·(V·K·Vᵀ)·D·V with D the decay.
        using GramMatrix<T> scaled = ScaledPrior(value => filter.Decay(value, time));
        using GramMatrix<T> half = new(TrainingRows, TrainingRows), covariance = new(TrainingRows, TrainingRows);
        library.Gemm(T.One, scaled.AsMatrix(), Transpose.No, Train.AsMatrix(), Transpose.No, T.Zero, half.AsMatrix());
        library.Gemm(T.One, Train.AsMatrix(), Transpose.Yes, half.AsMatrix(), Transpose.No, T.Zero, covariance.AsMatrix());
        return Moments(mean, covariance);
    }

    /// <summary>The ensemble of networks at the test points.</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    /// <exception cref="DimensionMismatchException">There are no test points.</exception>
    public EnsembleMoments<T> TestEnsemble(double time)
    {
        RequireTime(time);
        RequireTestPoints();
        using GramMatrix<T> response = rotatedCross!.Clone();
        Scale(response, value => filter.Response(value, time));
        using var mean = new GramMatrix<T>(TestRows, Outputs);
        library.Gemm(T.One, response.AsMatrix(), Transpose.Yes, rotatedTargets!.AsMatrix(), Transpose.No, T.Zero, mean.AsMatrix());

        // K_tt + AᵀK'A − (AᵀB + BᵀA) with A = S·V·M_dt and B = V·K_dt: K_tt + HᵀA + AᵀH, H = ½K'A − B.
        using GramMatrix<T> mixed = rotatedCrossPrior!.Clone();
        using GramMatrix<T> covariance = TestPrior!.Clone();
        using var product = new GramMatrix<T>(TestRows, TestRows);
        library.Gemm(T.CreateChecked(0.5), rotatedPrior!.AsMatrix(), Transpose.No, response.AsMatrix(), Transpose.No, -T.One, mixed.AsMatrix());
        library.Gemm(T.One, mixed.AsMatrix(), Transpose.Yes, response.AsMatrix(), Transpose.No, T.Zero, product.AsMatrix());
        for (int i = 0; i < TestRows; i++)
        {
            for (int j = 0; j < TestRows; j++)
                covariance[i, j] += product[i, j] + product[j, i];
        }

        return Moments(mean, covariance);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Train?.Dispose();
        Prior?.Dispose();
        Cross?.Dispose();
        TestPrior?.Dispose();
        rotatedTargets?.Dispose();
        rotatedPrior?.Dispose();
        rotatedCross?.Dispose();
        rotatedCrossPrior?.Dispose();
    }

    /// <summary>Takes everything into the basis of the eigenvectors.</summary>
    internal void Rotate()
    {
        rotatedTargets = Rotated(targets.Matrix);
        using (GramMatrix<T> half = Rotated(Prior!.AsMatrix()))
        {
            rotatedPrior = new(TrainingRows, TrainingRows);
            library.Gemm(T.One, half.AsMatrix(), Transpose.No, Train!.AsMatrix(), Transpose.Yes, T.Zero, rotatedPrior.AsMatrix());
        }

        if (Cross is null)
            return;
        rotatedCrossPrior = Rotated(Cross.Nngp.AsMatrix());
        rotatedCross = Cross.Outputs.HasFlag(Engine.Programs.KernelOutputs.Ntk) ? Rotated(Cross.Ntk.AsMatrix()) : rotatedCrossPrior.Clone();
    }

    private GramMatrix<T> Rotated(ReadOnlyMatrixSpan<T> matrix)
    {
        var rotated = new GramMatrix<T>(TrainingRows, checked((int)matrix.Columns));
        library.Gemm(T.One, Train!.AsMatrix(), Transpose.No, matrix, Transpose.No, T.Zero, rotated.AsMatrix());
        return rotated;
    }

    /// <summary>V·(f₀ − y).</summary>
    private GramMatrix<T> InitialError(in ReadOnlyTensorSpan<T> initial)
    {
        DenseRows<T> start = DenseRows<T>.CopyTargets(initial, "The initial training outputs", TrainingRows);
        if (start.Width != Outputs)
            throw new DimensionMismatchException($"The initial training outputs have {start.Width} outputs, the targets {Outputs}.");
        GramMatrix<T> error = Rotated(start.Matrix);
        for (int i = 0; i < TrainingRows; i++)
            TensorPrimitives.Subtract(error.Row(i), rotatedTargets!.Row(i), error.Row(i));
        return error;
    }

    private void Scale(GramMatrix<T> rotated, Func<double, double> factor)
    {
        for (int i = 0; i < TrainingRows; i++)
            TensorPrimitives.Multiply(rotated.Row(i), T.CreateTruncating(factor(double.CreateTruncating(Values[i]))), rotated.Row(i));
    }

    private GramMatrix<T> ScaledPrior(Func<double, double> factor)
    {
        T[] factors = Array.ConvertAll(Values, value => T.CreateTruncating(factor(double.CreateTruncating(value))));
        GramMatrix<T> scaled = rotatedPrior!.Clone();
        for (int i = 0; i < TrainingRows; i++)
        {
            TensorPrimitives.Multiply(scaled.Row(i), factors[i], scaled.Row(i));
            TensorPrimitives.Multiply(scaled.Row(i), factors, scaled.Row(i));
        }

        return scaled;
    }

    private static GramMatrix<T> Copy(ReadOnlyMatrixSpan<T> rows)
    {
        var copy = new GramMatrix<T>(checked((int)rows.Rows), checked((int)rows.Columns));
        for (int i = 0; i < copy.Rows; i++)
            rows.Row(i).CopyTo(copy.Row(i));
        return copy;
    }

    private static EnsembleMoments<T> Moments(GramMatrix<T> mean, GramMatrix<T> covariance)
    {
        FiniteEntries.Require<T>(mean.AsMatrix(), "The ensemble's mean");
        FiniteEntries.Require<T>(covariance.AsMatrix(), "The ensemble's covariance");
        TriangleMirror.Copy(covariance.AsMatrix(), Triangle.Lower);
        return new(mean.ToTensor(), covariance.ToTensor());
    }

    private static void RequireTime(double time)
    {
        if (!(time >= 0))
            throw new ArgumentOutOfRangeException(nameof(time), time, "A time must be zero, positive or infinite.");
    }

    private void RequireTestPoints()
    {
        if (TestRows == 0)
            throw new DimensionMismatchException("There are no test points: prepare the dynamics with some.");
    }
}
