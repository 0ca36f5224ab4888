namespace Ntk.Solvers.Dynamics;

/// <summary>
/// Gradient flow on half the mean squared error over N numbers, ended at time t, and a ridge do nearly the same: of the target's component along an eigenvector with eigenvalue
/// λ, the first learns the share <c>1 − e^{−ηλt/N}</c>, the second <c>λ/(λ + r)</c>. The shares agree best for small and large λ at <c>r = N/(ηt)</c>; there they differ by
/// at most <see cref="LargestDifference"/> (Ali, Kolter, Tibshirani 2019, A continuous-time view of early stopping for least squares).
/// </summary>
public static class EarlyStopping
{
    /// <summary>The maximum of 1 − e^{−x} − x/(1 + x), at x = λ/r ≈ 2.5129; it is nowhere below zero.</summary>
    public const double LargestDifference = 0.2036322;

    /// <summary>The ridge like a time of training: r = N/(ηt), absolute.</summary>
    /// <param name="trainingTime">η·t &gt; 0, or infinity.</param>
    /// <param name="trainingRows">Training rows n, ≥ 1.</param>
    /// <param name="outputs">Outputs, ≥ 1; N is their product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive (no ridge is like no training), so small that the ridge overflows, or there are no rows or outputs.</exception>
    public static Ridge RidgeAt(double trainingTime, int trainingRows, int outputs)
    {
        double ridge = Count(trainingRows, outputs) / trainingTime;
        return trainingTime > 0 && double.IsFinite(ridge)
            ? Ridge.Absolute(ridge)
            : throw new ArgumentOutOfRangeException(nameof(trainingTime), trainingTime, "A time that a finite ridge is like must be positive.");
    }

    /// <summary>The same, relative to the kernel: r = value·tr(M)/n.</summary>
    /// <param name="trainingTime">η·t &gt; 0, or infinity.</param>
    /// <param name="trainingRows">Training rows n, ≥ 1.</param>
    /// <param name="outputs">Outputs, ≥ 1.</param>
    /// <param name="meanDiagonal">tr(M)/n &gt; 0, the mean of the training kernel's diagonal or of its eigenvalues.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Ridge RelativeRidgeAt(double trainingTime, int trainingRows, int outputs, double meanDiagonal)
    {
        if (!(meanDiagonal > 0) || !double.IsFinite(meanDiagonal))
            throw new ArgumentOutOfRangeException(nameof(meanDiagonal), meanDiagonal, "The mean of the diagonal must be finite and positive.");
        return Ridge.Relative(RidgeAt(trainingTime, trainingRows, outputs).Value / meanDiagonal);
    }

    /// <summary>The time of training like a ridge: η·t = N/r; infinity without a ridge.</summary>
    /// <param name="ridge">The ridge.</param>
    /// <param name="trainingRows">Training rows n, ≥ 1.</param>
    /// <param name="outputs">Outputs, ≥ 1.</param>
    /// <param name="meanDiagonal">tr(M)/n, which a relative ridge is relative to; not read for an absolute one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows or outputs.</exception>
    public static double TrainingTimeAt(Ridge ridge, int trainingRows, int outputs, double meanDiagonal) => Count(trainingRows, outputs) / ridge.Resolve(meanDiagonal);

    private static double Count(int trainingRows, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        return (double)trainingRows * outputs;
    }
}

/// <summary>How much of the target's component along an eigenvector is learnt.</summary>
/// <param name="Eigenvalue">Its eigenvalue.</param>
/// <param name="Stopped">By training for a time: 1 − e^{−ηλt/N}.</param>
/// <param name="Ridge">With the ridge like it: λ/(λ + r).</param>
public readonly record struct LearntShare(double Eigenvalue, double Stopped, double Ridge);

/// <summary>Training stopped at a time, against the ridge like it.</summary>
/// <param name="Ridge">The ridge, absolute.</param>
/// <param name="Shares">What is learnt of each eigenvector, eigenvalues ascending.</param>
/// <param name="TrainingDifference">Root mean square of the mean training outputs' difference.</param>
/// <param name="TestDifference">Root mean square of the mean test outputs' difference; null without test rows.</param>
public sealed record EarlyStoppingComparison(Ridge Ridge, IReadOnlyList<LearntShare> Shares, double TrainingDifference, double? TestDifference)
{
    /// <summary>The largest difference of the shares learnt.</summary>
    public double LargestShareDifference => Shares.Max(share => Math.Abs(share.Stopped - share.Ridge));
}
