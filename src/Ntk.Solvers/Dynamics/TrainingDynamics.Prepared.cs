using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Dynamics;

/// <summary>Outputs of a network, or of an ensemble, at any time of its training. Dispose it to free its matrices.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>With M = VᵀΛV the kernel of the flow, everything is diagonal in the basis of V's rows: decay e^{−ηΛt/N} and response S = Λ⁻¹(I − e^{−ηΛt/N}).</remarks>
public sealed partial class TrainingDynamics<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseRows<T> targets;
    private readonly double? momentum;
    private readonly LinearAlgebra library;
    private readonly T[] values;
    private TimeFilter filter;

    // V, one eigenvector a row; in their basis V·y, V·K_dd·Vᵀ, V·M_dt, V·K_dt; K_tt. Without a prior of its own, K_dd is the kernel of the flow: Λ, and V·M_dt alike.
    private GramMatrix<T>? vectors;
    private GramMatrix<T>? rotatedTargets;
    private GramMatrix<T>? rotatedPrior;
    private GramMatrix<T>? rotatedCross;
    private GramMatrix<T>? rotatedCrossPrior;
    private GramMatrix<T>? testPrior;

    internal TrainingDynamics(DenseRows<T> targets, double learningRate, double? momentum, LinearAlgebra library)
    {
        this.targets = targets;
        this.momentum = momentum;
        this.library = library;
        values = new T[targets.Count];
        LearningRate = learningRate;
    }

    /// <summary>Training rows n.</summary>
    public int TrainingRows => targets.Count;

    /// <summary>Test rows.</summary>
    public int TestRows => testPrior?.Rows ?? 0;

    /// <summary>Outputs.</summary>
    public int Outputs => targets.Width;

    /// <summary>Eigenvalues of the flow's kernel, ascending; rounding can leave the smallest below zero.</summary>
    public double[] Eigenvalues => Array.ConvertAll(values, value => double.CreateTruncating(value));

    /// <summary>η &gt; 0; it may be changed at any time, at no cost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and positive.</exception>
    public double LearningRate
    {
        get;
        set
        {
            LearningRates.Require(value, momentum);
            field = value;
            filter = new(value, momentum, Count);
        }
    }

    /// <summary>2(1 + μ)N/λ_max: gradient descent with a larger learning rate diverges.</summary>
    public double LargestStableLearningRate => LearningRates.LargestStable(double.CreateTruncating(values[^1]), 1 / Count, momentum ?? 0);

    private double Count => (double)TrainingRows * Outputs;

    private GramMatrix<T> CrossKernel => rotatedCross ?? rotatedCrossPrior!;

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
        library.Gemm(T.One, vectors!.AsMatrix(), Transpose.Yes, error.AsMatrix(), Transpose.No, T.One, outputs.AsMatrix());
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
        library.Gemm(-T.One, CrossKernel.AsMatrix(), Transpose.Yes, error.AsMatrix(), Transpose.No, T.One, outputs.AsMatrix());
        return outputs.ToTensor();
    }

    /// <summary>The ensemble of networks at the training points.</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    public EnsembleMoments<T> TrainingEnsemble(double time)
    {
        RequireTime(time);
        using GramMatrix<T> mean = TrainingMean(value => 1 - filter.Decay(value, time));

        // Vᵀ·D·(V·K·Vᵀ)·D·V with D the decay.
        using GramMatrix<T> half = new(TrainingRows, TrainingRows), covariance = new(TrainingRows, TrainingRows);
        DecayedPrior(value => filter.Decay(value, time), half);
        library.Gemm(T.One, vectors!.AsMatrix(), Transpose.Yes, half.AsMatrix(), Transpose.No, T.Zero, covariance.AsMatrix());
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
        using GramMatrix<T> response = CrossKernel.Clone();
        Scale(response, value => filter.Response(value, time));
        using GramMatrix<T> mean = TestMean(response);

        // K_tt + AᵀK'A − (AᵀB + BᵀA) with A = S·V·M_dt and B = V·K_dt: K_tt + HᵀA + AᵀH, H = ½K'A − B.
        using GramMatrix<T> mixed = HalfPriorMinusCross(response);
        using GramMatrix<T> covariance = testPrior!.Clone();
        using var product = new GramMatrix<T>(TestRows, TestRows);
        library.Gemm(T.One, mixed.AsMatrix(), Transpose.Yes, response.AsMatrix(), Transpose.No, T.Zero, product.AsMatrix());
        for (int i = 0; i < TestRows; i++)
        {
            for (int j = 0; j < TestRows; j++)
                covariance[i, j] += product[i, j] + product[j, i];
        }

        return Moments(mean, covariance);
    }

    /// <summary>The diagonal of <see cref="TestEnsemble"/>'s covariance alone; rounding can leave entries below zero.</summary>
    /// <param name="time">t ≥ 0, or infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or NaN.</exception>
    /// <exception cref="DimensionMismatchException">There are no test points.</exception>
    public double[] TestVariances(double time)
    {
        RequireTime(time);
        RequireTestPoints();
        using GramMatrix<T> response = CrossKernel.Clone();
        Scale(response, value => filter.Response(value, time));
        using GramMatrix<T> mixed = HalfPriorMinusCross(response);
        double[] variances = Array.ConvertAll(testPrior!.CopyDiagonal(), value => double.CreateTruncating(value)), halves = Columns.Products<T>(mixed.AsMatrix(), response.AsMatrix());
        return [.. variances.Zip(halves, (variance, half) => variance + 2 * half)];
    }

    /// <summary>Compares the mean outputs of training stopped at a time with those of the ridge like it, <see cref="EarlyStopping.RidgeAt"/>.</summary>
    /// <param name="time">t &gt; 0, or infinity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    /// <exception cref="InvalidOperationException">There is momentum: its flow is like no ridge.</exception>
    /// <exception cref="RidgeTooSmallException">Rounding leaves the kernel with the ridge not positive definite.</exception>
    public EarlyStoppingComparison CompareWithRidge(double time)
    {
        RequireTime(time);
        if (momentum is not null)
            throw new InvalidOperationException("Only plain gradient flow is like a ridge: prepare the dynamics without momentum.");
        Ridge ridge = EarlyStopping.RidgeAt(LearningRate * time, TrainingRows, Outputs);
        double smallest = double.CreateTruncating(values[0]);
        if (!(smallest + ridge.Value > 0))
            throw new RidgeTooSmallException(ridge.Value, smallest);
        LearntShare[] shares = Array.ConvertAll(Eigenvalues, value => new LearntShare(value, 1 - filter.Decay(value, time), value / (value + ridge.Value)));
        using GramMatrix<T> training = TrainingMean(value => 1 - filter.Decay(value, time) - value / (value + ridge.Value));
        if (TestRows == 0)
            return new(ridge, shares, RootMeanSquare(training), null);
        using GramMatrix<T> response = CrossKernel.Clone();
        Scale(response, value => filter.Response(value, time) - 1 / (value + ridge.Value));
        using GramMatrix<T> test = TestMean(response);
        return new(ridge, shares, RootMeanSquare(training), RootMeanSquare(test));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        vectors?.Dispose();
        testPrior?.Dispose();
        rotatedTargets?.Dispose();
        rotatedPrior?.Dispose();
        rotatedCross?.Dispose();
        rotatedCrossPrior?.Dispose();
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
