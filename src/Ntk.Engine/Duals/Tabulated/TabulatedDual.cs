using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane one = TLane.Constant(1);
        TLane half = TLane.Constant(0.5);
        TLane magnitude = TLane.Abs(haversine);
        TLane isObtuse = TLane.IsNegative(haversine);
        TLane acute = TLane.Sqrt(magnitude) * AnglePolynomials.Angle(magnitude);
        bool isSymmetric = table.Symmetry != Symmetry.None;

        // The angle as a fraction of the table's range, mapped to [−1, 1]; doubled for Clenshaw's recurrence.
        TLane fraction = isSymmetric ? acute + acute : TLane.Select(isObtuse, one - acute, acute);
        TLane twice = TLane.Constant(4) * fraction - TLane.Constant(2);
        TLane gap = factors.First(0) - factors.Second(0);
        int points = table.PointCount;
        TLane unequal = gap * gap * Interpolate<TLane, TFactors>(factors, 1);
        TLane turn = Clenshaw(factors, 1 + points, twice);
        slopeGap = Clenshaw(factors, 1 + points * (1 + table.AngleCount), twice);

        TLane turned = isSymmetric ? magnitude : SignedHaversine.ToHaversine(haversine);
        TLane loss = half * TLane.MultiplyAdd(turned, turn, unequal);
        loss = TLane.MaxNative(loss, TLane.Constant(0));
        result = SignedHaversine.FromHaversine(TLane.MinNative(loss, one));
        if (table.Symmetry == Symmetry.Odd)
            result = TLane.XorSign(result, haversine);
        if (table.Symmetry == Symmetry.Even)
            slopeGap = TLane.Select(isObtuse, TLane.Constant(2) - slopeGap, slopeGap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Clenshaw<TLane, TFactors>(TFactors factors, int start, TLane twice)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane next = TLane.Constant(0);
        TLane current = TLane.Constant(0);
        for (int d = table.AngleCount - 1; d > 0; d--)
        {
            TLane coefficient = Interpolate<TLane, TFactors>(factors, start + d * table.PointCount);
            TLane value = TLane.MultiplyAdd(twice, current, coefficient - next);
            next = current;
            current = value;
        }

        return TLane.MultiplyAdd(TLane.Constant(0.5) * twice, current, Interpolate<TLane, TFactors>(factors, start) - next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Interpolate<TLane, TFactors>(TFactors factors, int start)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane sum = factors.First(start) * factors.Second(1);
        for (int k = 1; k < table.PointCount; k++)
            sum = TLane.MultiplyAdd(factors.First(start + k), factors.Second(1 + k), sum);
        return sum;
    }
}
