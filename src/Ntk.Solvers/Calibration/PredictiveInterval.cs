using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Calibration;

/// <summary>Where targets lie with some probability.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Lower">Rows × outputs.</param>
/// <param name="Upper">Rows × outputs.</param>
public sealed record PredictiveInterval<T>(Tensor<T> Lower, Tensor<T> Upper)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Intervals of Gaussian predictions.</summary>
public static class PredictiveInterval
{
    /// <summary>The central intervals <c>μ ± z·√(σ² + noise)</c>, z the normal quantile of (1 + coverage)/2.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="mean">Rows × outputs, or rows.</param>
    /// <param name="variance">One a row, or rows × outputs.</param>
    /// <param name="coverage">The probability, above 0 and below 1.</param>
    /// <param name="noise">The variance of targets around the function, such as the ridge λ: finite, ≥ 0; 0 for intervals of the function.</param>
    /// <exception cref="ArgumentOutOfRangeException">The coverage or the noise is out of range.</exception>
    /// <exception cref="DimensionMismatchException">The shapes do not fit.</exception>
    /// <exception cref="NonFiniteValueException">A number is NaN or infinite.</exception>
    /// <exception cref="NonPositiveVarianceException">A variance with its noise is not above zero.</exception>
    public static PredictiveInterval<T> Central<T>(in ReadOnlyTensorSpan<T> mean, in ReadOnlyTensorSpan<T> variance, double coverage, double noise = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double bound = Bound(coverage);
        (DenseRows<T> predicted, DenseRows<T> variances) = Rows(mean, variance);
        DenseRows<T> lower = DenseRows<T>.Zeros(predicted.Count, predicted.Width), upper = DenseRows<T>.Zeros(predicted.Count, predicted.Width);
        for (int i = 0; i < predicted.Values.Length; i++)
        {
            double centre = double.CreateTruncating(predicted.Values[i]), half = bound * Math.Sqrt(VarianceOf(variances, i, predicted.Width, noise));
            lower.Matrix[i / predicted.Width, i % predicted.Width] = T.CreateTruncating(centre - half);
            upper.Matrix[i / predicted.Width, i % predicted.Width] = T.CreateTruncating(centre + half);
        }

        return new(lower.ToTensor(), upper.ToTensor());
    }

    /// <summary>The largest magnitude of a z-score within a central interval.</summary>
    internal static double Bound(double coverage) => coverage is > 0 and < 1
        ? NormalDistribution.Quantile(0.5 + coverage / 2)
        : throw new ArgumentOutOfRangeException(nameof(coverage), coverage, "A coverage is a probability above 0 and below 1.");

    internal static (DenseRows<T> Mean, DenseRows<T> Variance) Rows<T>(in ReadOnlyTensorSpan<T> mean, in ReadOnlyTensorSpan<T> variance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = mean.Rank == 0 ? 0 : checked((int)mean.Lengths[0]);
        DenseRows<T> rows = DenseRows<T>.CopyTargets(mean, "The means", count), variances = DenseRows<T>.CopyTargets(variance, "The variances", count);
        return variances.Width == 1 || variances.Width == rows.Width
            ? (rows, variances)
            : throw new DimensionMismatchException($"{variances.Width} variances a row do not fit {rows.Width} outputs: one is needed, or one for each.");
    }

    /// <summary>The variance of one number of the mean, with the noise.</summary>
    internal static double VarianceOf<T>(DenseRows<T> variances, int index, int outputs, double noise)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(noise >= 0) || !double.IsFinite(noise))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The variance of noise must be finite and not negative.");
        int row = index / outputs;
        double variance = double.CreateTruncating(variances.Values[variances.Width == 1 ? row : index]) + noise;
        return variance > 0 ? variance : throw new NonPositiveVarianceException(row, variance);
    }
}

/// <summary>A predictive variance is not above zero, so that there is no density.</summary>
/// <param name="row">Zero-based row.</param>
/// <param name="variance">The variance, noise included.</param>
public sealed class NonPositiveVarianceException(int row, double variance)
    : NtkException($"The predictive variance of row {row} is {variance:G6}, noise included; it must be above 0. Add the noise of the targets (the ridge), use a larger ridge, or compute in float64.")
{
    /// <summary>Zero-based row.</summary>
    public int Row { get; } = row;

    /// <summary>The variance, noise included.</summary>
    public double Variance { get; } = variance;
}
