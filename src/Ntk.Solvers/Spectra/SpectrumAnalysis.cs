using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>What the eigenvalues of a kernel matrix tell.</summary>
public sealed class SpectrumAnalysis
{
    // The largest eigenvalues are those of the kernel's mean and of a few directions of the data, not of the tail.
    private const int LeadingValues = 10;

    // Of short spectra at most this share is left out.
    private const double LeadingShare = 0.1;

    private readonly double[] descending;

    /// <summary>Takes all eigenvalues of a matrix.</summary>
    /// <param name="eigenvalues">n ≥ 1 finite numbers, in any order.</param>
    /// <param name="unitRoundoff">The rounding error of the arithmetic they come from, such as <see cref="UnitRoundoff.Of{T}"/>.</param>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public SpectrumAnalysis(ReadOnlySpan<double> eigenvalues, double unitRoundoff)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unitRoundoff);
        descending = eigenvalues.ToArray();
        if (descending.Length == 0 || !descending.All(double.IsFinite))
            throw new ArgumentException("A spectrum has at least one eigenvalue, and all are finite.", nameof(eigenvalues));
        Array.Sort(descending, (a, b) => b.CompareTo(a));
        NoiseFloor = Order * unitRoundoff * Math.Max(Largest, -Smallest);
    }

    /// <summary>Takes all eigenvalues of a matrix that was decomposed in <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="eigenvalues">n ≥ 1 finite numbers, in any order.</param>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public static SpectrumAnalysis Of<T>(ReadOnlySpan<T> eigenvalues)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll(eigenvalues.ToArray(), value => double.CreateTruncating(value)), UnitRoundoff.Of<T>());

    /// <summary>n.</summary>
    public int Order => descending.Length;

    /// <summary>The eigenvalues, the largest first.</summary>
    public ReadOnlySpan<double> Eigenvalues => descending;

    /// <summary>The largest.</summary>
    public double Largest => descending[0];

    /// <summary>The smallest; rounding can leave it below zero.</summary>
    public double Smallest => descending[^1];

    /// <summary>Their sum.</summary>
    public double Trace => descending.Sum();

    /// <summary>n·ε·max|λ|: eigenvalues below it are rounding errors.</summary>
    public double NoiseFloor { get; }

    /// <summary>How many eigenvalues are larger than <see cref="NoiseFloor"/> in magnitude.</summary>
    public int NumericalRank => descending.Count(value => Math.Abs(value) > NoiseFloor);

    /// <summary>(λ_max + ridge)/(λ_min + ridge); infinite where the matrix with its ridge is not positive definite.</summary>
    /// <param name="ridge">What is added to the diagonal.</param>
    public double Condition(double ridge = 0) => Smallest + ridge > 0 ? (Largest + ridge) / (Smallest + ridge) : double.PositiveInfinity;

    /// <summary>Σ λ/(λ + ridge), the number of directions that the ridge leaves.</summary>
    /// <param name="ridge">What is added to the diagonal.</param>
    /// <exception cref="RidgeTooSmallException">The matrix with its ridge is not positive definite.</exception>
    public double EffectiveDimension(double ridge)
    {
        RequirePositive(ridge);
        return descending.Sum(value => value / (value + ridge));
    }

    /// <summary>Σ log(λ + ridge).</summary>
    /// <param name="ridge">What is added to the diagonal.</param>
    /// <exception cref="RidgeTooSmallException">The matrix with its ridge is not positive definite.</exception>
    public double LogDeterminant(double ridge = 0)
    {
        RequirePositive(ridge);
        return descending.Sum(value => Math.Log(value + ridge));
    }

    /// <summary>Fits a power law to the tail: from behind the ten largest, or a tenth of all that are above the noise, to the last that is above the noise.</summary>
    /// <exception cref="PowerLawWindowException">Fewer than three eigenvalues are left.</exception>
    public PowerLawFit FitTail() => FitTail(descending, NoiseFloor);

    /// <summary>The same for the largest eigenvalues of a matrix whose others are not known.</summary>
    /// <param name="descending">Eigenvalues, the largest first.</param>
    /// <param name="noiseFloor">Below it are rounding errors; ≥ 0.</param>
    /// <exception cref="PowerLawWindowException">Fewer than three eigenvalues are left.</exception>
    public static PowerLawFit FitTail(ReadOnlySpan<double> descending, double noiseFloor)
    {
        int last = 0;
        while (last < descending.Length && descending[last] > noiseFloor)
            last++;
        return PowerLawFit.Of(descending, (int)Math.Min(LeadingValues, LeadingShare * last) + 1, last);
    }

    /// <summary>
    /// The number of rows from which on rounding errors hide the smallest eigenvalue (<see cref="PowerLawFit.CriticalSize"/>), where entries carry errors of the rounding error
    /// of <typeparamref name="T"/> times the mean of the diagonal.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="fit">The power law of the tail.</param>
    public double CriticalSize<T>(PowerLawFit fit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(fit);
        return fit.CriticalSize(Order, UnitRoundoff.Of<T>() * Trace / Order);
    }

    private void RequirePositive(double ridge)
    {
        if (!(Smallest + ridge > 0))
            throw new RidgeTooSmallException(ridge, Smallest);
    }
}
