using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>From products z·z' to the haversines of the inputs' angles.</summary>
internal static unsafe class InputKernel<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>One row of a strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(T* products, StripRow<T> target, nint count, InputRows<T> first, int row, InputRows<T> second, int column, T* centre)
    {
        T ownSquare = *first.Square(row);
        T* squares = second.Square(column);
        TLane own = TLane.Broadcast(ownSquare);
        TLane root = InputAngle.SmallestRoot<TLane>();
        for (nint i = 0; i < count; i += TLane.Count)
        {
            TLane sum = own + TLane.Load(in squares[i], 0);
            TLane signed = InputAngle.Haversine(TLane.Load(in products[i], 0), sum);
            signed.Store(ref target.Haversine[i], 0);
            TLane limit = root * sum;
            if (TLane.Any(TLane.LessThan(TLane.Abs(signed), limit * limit)))
                Refine(target.Haversine + i, first, row, second, column + (int)i, centre);
        }

        new Span<T>(target.TangentGap, (int)count).Clear();
        if (first.HasZeroRows || second.HasZeroRows)
            FixZeroRows(target.Haversine, (int)count, first.IsZero[row], second, column);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refine(T* haversines, InputRows<T> first, int row, InputRows<T> second, int column, T* centre)
    {
        T root = T.CreateTruncating(InputAngle.SmallestRootOf(TLane.IsSingle));
        int end = Math.Min(TLane.Count, second.Count - column);
        for (int k = 0; k < end; k++)
        {
            T limit = root * (*first.Square(row) + *second.Square(column + k));
            if (T.Abs(haversines[k]) >= limit * limit)
                continue;
            T* a = first.Row(row);
            T* b = second.Row(column + k);
            haversines[k] = T.IsNegative(haversines[k])
                ? -Distances<T, TLane>.QuarterSquareToMirror(a, b, centre, first.Stride)
                : Distances<T, TLane>.QuarterSquare(a, b, first.Stride);
        }
    }

    /// <summary>A row of zeros has no direction; by convention it is orthogonal to all rows.</summary>
    private static void FixZeroRows(T* haversines, int count, bool rowIsZero, InputRows<T> second, int column)
    {
        T half = T.CreateTruncating(0.5);
        int end = Math.Min(count, second.Count - column);
        for (int k = 0; k < end; k++)
        {
            if (rowIsZero || second.IsZero[column + k])
                haversines[k] = half;
        }
    }
}

/// <summary>The haversine of two inputs' angle, from z·z' and |z|² + |z'|².</summary>
internal static class InputAngle
{
    /// <summary>
    /// The square root of the haversine, per unit of (|z|² + |z'|²), below which the product's rounding (about one unit in the
    /// last place of |z|²) would cost more than 4 (float) or 256 (double) units in the last place of the angle. Such pairs are
    /// computed from differences instead: near-duplicates of each other relative to the spread of the data.
    /// </summary>
    public static double SmallestRootOf(bool isSingle) => isSingle ? 1.0 / 8 : 1.0 / 512;

    /// <inheritdoc cref="SmallestRootOf"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane SmallestRoot<TLane>()
        where TLane : struct, ILane<TLane> =>
        TLane.Constant(SmallestRootOf(TLane.IsSingle));

    /// <summary>The signed haversine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Haversine<TLane>(TLane product, TLane sum)
        where TLane : struct, ILane<TLane>
    {
        TLane haversine = TLane.NegatedMultiplyAdd(TLane.Constant(0.5), product, TLane.Constant(0.25) * sum);
        haversine = TLane.MinNative(TLane.MaxNative(haversine, TLane.Constant(0)), TLane.Constant(1));
        return SignedHaversine.FromHaversine(haversine);
    }
}
