namespace Ntk.Solvers.Factorisation;

/// <summary>
/// What is added to the diagonal, besides the ridge, when a Cholesky factorisation fails: nothing, or growing amounts until
/// one succeeds. It changes the model like a larger ridge, so it is never added unless asked for, and what was added is reported.
/// </summary>
public sealed record Jitter
{
    private Jitter(double first, double factor, int attempts)
    {
        First = first;
        Factor = factor;
        Attempts = attempts;
    }

    /// <summary>No jitter: a matrix that is not positive definite is an error.</summary>
    public static Jitter None { get; } = new(0, 1, 0);

    /// <summary>The first jitter, in units of the mean diagonal entry.</summary>
    public double First { get; }

    /// <summary>By how much the jitter grows from one attempt to the next.</summary>
    public double Factor { get; }

    /// <summary>How many jitters are tried after the factorisation without one has failed.</summary>
    public int Attempts { get; }

    /// <summary>Tries <c>first</c>, <c>first·factor</c>, <c>first·factor²</c>, … times the mean diagonal entry until one succeeds.</summary>
    /// <param name="first">The first jitter, in units of the mean diagonal entry: finite, &gt; 0.</param>
    /// <param name="factor">By how much it grows: finite, &gt; 1.</param>
    /// <param name="attempts">How many to try: 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Jitter Growing(double first, double factor = 10, int attempts = 5)
    {
        if (!(first > 0) || !double.IsFinite(first))
            throw new ArgumentOutOfRangeException(nameof(first), first, "The first jitter must be finite and positive.");
        if (!(factor > 1) || !double.IsFinite(factor))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A jitter must grow: by a finite factor above 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(attempts, 100);
        return new(first, factor, attempts);
    }

    /// <summary>The jitter of an attempt; the attempt 0 has none.</summary>
    /// <param name="attempt">0 to <see cref="Attempts"/>.</param>
    /// <param name="meanDiagonal">The mean of the matrix's diagonal.</param>
    internal double Resolve(int attempt, double meanDiagonal) =>
        attempt == 0 ? 0 : First * Math.Pow(Factor, attempt - 1) * meanDiagonal;
}
