using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Dynamics;

/// <content>Everything in the basis of the eigenvectors, and back.</content>
public sealed partial class TrainingDynamics<T>
{
    /// <summary>Replaces the training kernel, which belongs to the dynamics then, by its eigenvectors.</summary>
    internal void Decompose(GramMatrix<T> kernel)
    {
        vectors = kernel;
        FiniteEntries.RequireKernel<T>(kernel.AsMatrix(), "The training kernel");
        library.Syevd(kernel.AsMatrix(), values.AsSpan());
        rotatedTargets = Rotated(targets.Matrix);
    }

    /// <summary>Takes a prior that is not the kernel of the flow into the basis of eigenvectors.</summary>
    internal void RotatePrior(GramMatrix<T> prior)
    {
        using GramMatrix<T> half = Rotated(prior.AsMatrix());
        rotatedPrior = new(TrainingRows, TrainingRows);
        library.Gemm(T.One, half.AsMatrix(), Transpose.No, vectors!.AsMatrix(), Transpose.Yes, T.Zero, rotatedPrior.AsMatrix());
    }

    /// <summary>Takes the kernels between training and test rows into the basis of eigenvectors, and keeps that of the test rows.</summary>
    internal void RotateTest(GramResult<T> cross, GramMatrix<T> prior)
    {
        testPrior = prior;
        rotatedCrossPrior = Rotated(cross.Nngp.AsMatrix());
        if (cross.Outputs.HasFlag(KernelOutputs.Ntk))
            rotatedCross = Rotated(cross.Ntk.AsMatrix());
    }

    /// <summary>Vᵀ·F·V·y with F the filter.</summary>
    private GramMatrix<T> TrainingMean(Func<double, double> learnt)
    {
        using GramMatrix<T> scaled = rotatedTargets!.Clone();
        Scale(scaled, learnt);
        var mean = new GramMatrix<T>(TrainingRows, Outputs);
        library.Gemm(T.One, vectors!.AsMatrix(), Transpose.Yes, scaled.AsMatrix(), Transpose.No, T.Zero, mean.AsMatrix());
        return mean;
    }

    /// <summary>M_td·Vᵀ·S·V·y.</summary>
    /// <param name="response">S·V·M_dt.</param>
    private GramMatrix<T> TestMean(GramMatrix<T> response)
    {
        var mean = new GramMatrix<T>(TestRows, Outputs);
        library.Gemm(T.One, response.AsMatrix(), Transpose.Yes, rotatedTargets!.AsMatrix(), Transpose.No, T.Zero, mean.AsMatrix());
        return mean;
    }

    /// <summary>D·(V·K·Vᵀ)·D·V.</summary>
    private void DecayedPrior(Func<double, double> decay, GramMatrix<T> result)
    {
        if (rotatedPrior is not null)
        {
            using GramMatrix<T> scaled = ScaledPrior(decay);
            library.Gemm(T.One, scaled.AsMatrix(), Transpose.No, vectors!.AsMatrix(), Transpose.No, T.Zero, result.AsMatrix());
            return;
        }

        Columns.Copy<T>(vectors!.AsMatrix(), result.AsMatrix());
        Scale(result, value => value * decay(value) * decay(value));
    }

    /// <summary>½·(V·K·Vᵀ)·A − V·K_dt.</summary>
    private GramMatrix<T> HalfPriorMinusCross(GramMatrix<T> response)
    {
        if (rotatedPrior is not null)
        {
            GramMatrix<T> mixed = rotatedCrossPrior!.Clone();
            library.Gemm(T.CreateChecked(0.5), rotatedPrior.AsMatrix(), Transpose.No, response.AsMatrix(), Transpose.No, -T.One, mixed.AsMatrix());
            return mixed;
        }

        GramMatrix<T> difference = response.Clone();
        Scale(difference, value => value / 2);
        Columns.Add<T>(-T.One, rotatedCrossPrior!.AsMatrix(), difference.AsMatrix());
        return difference;
    }

    private GramMatrix<T> Rotated(ReadOnlyMatrixSpan<T> matrix)
    {
        var rotated = new GramMatrix<T>(TrainingRows, checked((int)matrix.Columns));
        library.Gemm(T.One, vectors!.AsMatrix(), Transpose.No, matrix, Transpose.No, T.Zero, rotated.AsMatrix());
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
            TensorPrimitives.Multiply(rotated.Row(i), T.CreateTruncating(factor(double.CreateTruncating(values[i]))), rotated.Row(i));
    }

    private GramMatrix<T> ScaledPrior(Func<double, double> factor)
    {
        T[] factors = Array.ConvertAll(values, value => T.CreateTruncating(factor(double.CreateTruncating(value))));
        GramMatrix<T> scaled = rotatedPrior!.Clone();
        for (int i = 0; i < TrainingRows; i++)
        {
            TensorPrimitives.Multiply(scaled.Row(i), factors[i], scaled.Row(i));
            TensorPrimitives.Multiply(scaled.Row(i), factors, scaled.Row(i));
        }

        return scaled;
    }

    private static double RootMeanSquare(GramMatrix<T> matrix) =>
        Math.Sqrt(Columns.Products<T>(matrix.AsMatrix(), matrix.AsMatrix()).Sum() / ((double)matrix.Rows * matrix.Columns));

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
}
