namespace Ntk.Solvers;

/// <summary>
/// What is added to every diagonal entry of the training kernel: <c>M + λI</c>. One that is less than half a rounding
/// error of a diagonal entry leaves that entry as it is.
/// </summary>
public readonly record struct Ridge
{
    private Ridge(double value, bool isRelative)
    {
        if (!(value >= 0) || !double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A ridge must be finite and not negative.");
        Value = value;
        IsRelative = isRelative;
    }

    /// <summary>The number given: a multiple of the mean diagonal entry if <see cref="IsRelative"/>, else λ itself.</summary>
    public double Value { get; }

    /// <summary>Whether <see cref="Value"/> is relative to the mean of the training kernel's diagonal.</summary>
    public bool IsRelative { get; }

    /// <summary><c>λ = value · tr(M)/m</c> for a training kernel M of m rows.</summary>
    /// <param name="value">Finite, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public static Ridge Relative(double value) => new(value, isRelative: true);

    /// <summary><c>λ = value</c>.</summary>
    /// <param name="value">Finite, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public static Ridge Absolute(double value) => new(value, isRelative: false);

    /// <summary>λ for a training kernel.</summary>
    /// <param name="meanDiagonal">The mean of the kernel's diagonal.</param>
    public double Resolve(double meanDiagonal) => IsRelative ? Value * meanDiagonal : Value;

    /// <summary>The value, with "relative" where it is.</summary>
    public override string ToString() => IsRelative ? $"{Value:G6} relative" : $"{Value:G6}";
}
