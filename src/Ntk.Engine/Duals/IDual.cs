using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>Per-row scalars of the two inputs whose kernel entry is being evaluated.</summary>
/// <typeparam name="TLane">The lane: one first row, as many second rows as the lane has elements.</typeparam>
public interface IPairFactors<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>Scalar <paramref name="index"/> of the first row, in every element.</summary>
    TLane First(int index);

    /// <summary>Scalar <paramref name="index"/> of the second rows, one an element.</summary>
    TLane Second(int index);
}

/// <summary>The dual of an activation φ on the diagonal.</summary>
/// <param name="Variance">κ(q, q, q) = E[φ(u)²] for u ~ N(0, q).</param>
/// <param name="Slope">κ̇(q, q, q) = E[φ'(u)²].</param>
public readonly record struct DualDiagonal(double Variance, double Slope);

/// <summary>What the dual of an activation does to pairs of rows, once the rows' scalars are there.</summary>
public interface IPairDual
{
    /// <summary>
    /// Whether φ(a·x) = a·φ(x) for a > 0. Then κ of a row with itself is a constant times its variance, κ̇ is that constant, and the row leaves no scalars.
    /// </summary>
    bool IsHomogeneous { get; }

    /// <summary>The correlation after the activation, and that of its derivative.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <typeparam name="TFactors">Where the rows' scalars come from.</typeparam>
    /// <param name="haversine">Correlation of the pre-activations, as a signed haversine.</param>
    /// <param name="factors">The scalars of the two rows.</param>
    /// <param name="result">κ / √(κ₁₁κ₂₂), as a signed haversine.</param>
    /// <param name="slopeGap">1 − κ̇ / √(κ̇₁₁κ̇₂₂), in [0, 2].</param>
    void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>;
}

/// <summary>
/// The dual of an activation φ: what it does to the correlation of two Gaussian pre-activations, and to their tangent kernel.
/// </summary>
/// <remarks>
/// Kernels travel as correlations, K(x,x') = k·k'·c with k² = K(x,x), so that no scale overflows and the diagonal is exact.
/// A correlation is held as a <see cref="SignedHaversine"/>, which keeps the angle between near-duplicates to the last digit. The
/// tangent kernel travels as its gap, 1 − Θ(x,x')/(g·g') with g² = Θ(x,x): where all inputs become alike with depth, rounding
/// errors shrink with the gap instead of adding up over the layers.
/// Whatever depends on one row alone is computed once a row, in double, by <see cref="Diagonal"/>.
/// </remarks>
public interface IDual : IPairDual
{
    /// <summary>How many scalars <see cref="Diagonal"/> leaves for each row.</summary>
    int FactorCount { get; }

    /// <summary>
    /// Scalars from this index on are used only in products of the first row's and the second row's. Of such a pair the first is
    /// stored so that the product makes up for the rounding of the second.
    /// </summary>
    int FirstProductFactor { get; }

    /// <summary>Whether κ is never negative, so that what follows need not look at signs.</summary>
    bool IsNonNegative { get; }

    /// <summary>κ and κ̇ of a row with itself, and the row's scalars for <see cref="IPairDual.Evaluate"/>.</summary>
    /// <param name="variance">q ≥ 0, finite.</param>
    /// <param name="factors">Receives <see cref="FactorCount"/> scalars.</param>
    DualDiagonal Diagonal(double variance, Span<double> factors);
}
