namespace Ntk.Engine.Duals;

/// <summary>A dual whose first row gets further scalars, too many to keep for all rows, just before it is evaluated against many second rows.</summary>
public interface IPreparedDual : IDual
{
    /// <summary>How many scalars <see cref="Prepare"/> makes; they take the place of the first row's own in <see cref="IPairDual.Evaluate"/>.</summary>
    int PreparedCount { get; }

    /// <summary>Makes the scalars of a first row from those that <see cref="IDual.Diagonal"/> left.</summary>
    /// <param name="factors">The row's own scalars.</param>
    /// <param name="prepared">Receives <see cref="PreparedCount"/> scalars.</param>
    void Prepare(ReadOnlySpan<double> factors, Span<double> prepared);
}
