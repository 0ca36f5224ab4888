using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>How exactly, and with how much work, a differential equation is followed.</summary>
public sealed record IntegrationTolerance
{
    private const double DefaultRelative = 1e-6;

    // A tolerance of fewer rounding errors would control noise.
    private const double LeastRoundoffs = 20;
    private const double DefaultAbsoluteShare = 1e-3;

    /// <summary>The error of a step may be this share of each value; null for 1e-6, or 20 rounding errors of float.</summary>
    public double? Relative { get; init; }

    /// <summary>… plus this much; null for a thousandth of <see cref="Relative"/>.</summary>
    public double? Absolute { get; init; }

    /// <summary>Steps that may be tried for all times together, ≥ 1.</summary>
    public int MaximumSteps { get; init; } = 100_000;

    /// <summary>Both tolerances for a type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    internal static (double Relative, double Absolute) Resolve<T>(IntegrationTolerance tolerance)
        where T : unmanaged
    {
        double least = LeastRoundoffs * UnitRoundoff.Of<T>(), relative = tolerance.Relative ?? Math.Max(DefaultRelative, least), absolute = tolerance.Absolute ?? DefaultAbsoluteShare * relative;
        if (!(relative >= least && relative < 1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), relative, $"The relative tolerance must be from {least:G3} to less than 1 in {typeof(T).Name}.");
        if (!(absolute > 0) || !double.IsFinite(absolute))
            throw new ArgumentOutOfRangeException(nameof(tolerance), absolute, "The absolute tolerance must be finite and positive.");
        if (tolerance.MaximumSteps < 1)
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance.MaximumSteps, "At least one step is needed.");
        return (relative, absolute);
    }
}
