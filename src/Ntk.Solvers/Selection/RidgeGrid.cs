namespace Ntk.Solvers.Selection;

/// <summary>Candidate ridges.</summary>
public static class RidgeGrid
{
    /// <summary>Relative ridges from 10⁻⁸ to 10², two a decade: 21 candidates.</summary>
    public static IReadOnlyList<Ridge> Default { get; } = Logarithmic(1e-8, 1e2, 21);

    /// <summary>Relative ridges whose logarithms are evenly spaced.</summary>
    /// <param name="smallest">The first: finite, &gt; 0.</param>
    /// <param name="largest">The last: finite, ≥ <paramref name="smallest"/>.</param>
    /// <param name="count">How many: 1 to 10,000. One alone is <paramref name="smallest"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static IReadOnlyList<Ridge> Logarithmic(double smallest, double largest, int count)
    {
        if (!(smallest > 0) || !double.IsFinite(smallest))
            throw new ArgumentOutOfRangeException(nameof(smallest), smallest, "The smallest ridge must be finite and positive.");
        if (!(largest >= smallest) || !double.IsFinite(largest))
            throw new ArgumentOutOfRangeException(nameof(largest), largest, $"The largest ridge must be finite and at least the smallest, {smallest}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000);
        double first = Math.Log10(smallest), step = count == 1 ? 0 : (Math.Log10(largest) - first) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => Ridge.Relative(Math.Pow(10, first + i * step)))];
    }
}
