using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>The polynomial of <see cref="TabulatedDual"/> in the second row's deviation and the angle, with coefficients prepared for the first row.</summary>
public readonly struct TabulatedPairs : IPairDual
{
    private readonly int points;
    private readonly int angles;

    // As a number: devices take no enumerations.
    private readonly int symmetry;

    /// <summary>For a table of so many points and angles.</summary>
    internal TabulatedPairs(int points, int angles, Symmetry symmetry)
    {
        this.points = points;
        this.angles = angles;
        this.symmetry = (int)symmetry;
    }

    /// <inheritdoc/>
    public bool IsHomogeneous => false;

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
        bool isSymmetric = symmetry != (int)Symmetry.None;

        // The angle as a fraction of the table's range, mapped to [−1, 1]; doubled for Clenshaw's recurrence.
        TLane fraction = isSymmetric ? acute + acute : TLane.Select(isObtuse, one - acute, acute);
        TLane twice = TLane.Constant(4) * fraction - TLane.Constant(2);
        TLane gap = factors.First(0) - factors.Second(0);
        TLane unequal = gap * gap * Interpolate<TLane, TFactors>(factors, 1);
        TLane turn = Clenshaw(factors, 1 + points, twice);
        slopeGap = Clenshaw(factors, 1 + points * (1 + angles), twice);

        TLane turned = isSymmetric ? magnitude : SignedHaversine.ToHaversine(haversine);
        TLane loss = half * TLane.MultiplyAdd(turned, turn, unequal);
        loss = TLane.MaxNative(loss, TLane.Constant(0));
        result = SignedHaversine.FromHaversine(TLane.MinNative(loss, one));
        if (symmetry == (int)Symmetry.Odd)
            result = TLane.XorSign(result, haversine);
        if (symmetry == (int)Symmetry.Even)
            slopeGap = TLane.Select(isObtuse, TLane.Constant(2) - slopeGap, slopeGap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Clenshaw<TLane, TFactors>(TFactors factors, int start, TLane twice)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        TLane next = TLane.Constant(0);
        TLane current = TLane.Constant(0);
        for (int d = angles - 1; d > 0; d--)
        {
            TLane coefficient = Interpolate<TLane, TFactors>(factors, start + d * points);
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
        for (int k = 1; k < points; k++)
            sum = TLane.MultiplyAdd(factors.First(start + k), factors.Second(1 + k), sum);
        return sum;
    }
}
