using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>The dual of any activation, from a <see cref="DualTable"/>; accurate for near-duplicates too.</summary>
internal readonly struct TabulatedDual : IPreparedDual
{
    private readonly DualTable table;
    private readonly DualQuadrature quadrature;
    private readonly double smallest;
    private readonly double largest;

    private TabulatedDual(DualTable table, DualQuadrature quadrature, double smallest, double largest)
    {
        this.table = table;
        this.quadrature = quadrature;
        this.smallest = smallest;
        this.largest = largest;
    }

    /// <summary>Scalars a row: ψ = arctan s, then the values of the Lagrange basis there.</summary>
    public int FactorCount => 1 + table.PointCount;

    /// <inheritdoc/>
    public int FirstProductFactor => FactorCount;

    /// <inheritdoc/>
    public bool IsNonNegative => false;

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

    /// <summary>ψ, then the block of coefficients for this first row.</summary>
    public int PreparedCount => 1 + table.BlockLength;

    /// <summary>A dual for pre-activations with deviations in the given range.</summary>
    /// <exception cref="QuadratureException">The quadrature does not converge.</exception>
    public static TabulatedDual Create(ElementwiseFunction function, double smallestDeviation, double largestDeviation)
    {
        var quadrature = new DualQuadrature(function, largestDeviation);
        DualTable table = DualTable.Build(function, quadrature, smallestDeviation, largestDeviation);
        return new(table, quadrature, Math.Atan(smallestDeviation), Math.Atan(largestDeviation));
    }

    /// <inheritdoc/>
    public DualDiagonal Diagonal(double variance, Span<double> factors)
    {
        double deviation = Math.Sqrt(variance);
        double angle = Math.Clamp(Math.Atan(deviation), smallest, largest);
        factors[0] = angle;
        table.Basis(angle, factors[1..]);
        return quadrature.Diagonal(deviation);
    }

    /// <inheritdoc/>
    public void Prepare(ReadOnlySpan<double> factors, Span<double> prepared)
    {
        prepared[0] = factors[0];
        table.Contract(factors[1..], prepared[1..]);
    }

    /// <summary>What it does to pairs whose first rows are prepared.</summary>
    public TabulatedPairs Pairs => new(table.PointCount, table.AngleCount, table.Symmetry);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane> =>
        Pairs.Evaluate(haversine, factors, out result, out slopeGap);
}
