using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>
/// Sums and products over the poles of a secular equation. An eigenvalue is kept as the distance (shift) from a pole near
/// it (origin), so that its distances to all poles, <c>(pole − origin) − shift</c>, are accurate to the last digits.
/// </summary>
internal static unsafe class SecularKernel<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary><c>Σ w²/distance</c> and its derivative <c>Σ w²/distance²</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (T Sum, T Slope) Sum(T* poles, T* weights, nint count, T origin, T shift)
    {
        nint step = TLane.Count, index = 0;
        TLane o = TLane.Broadcast(origin), s = TLane.Broadcast(shift), sums = TLane.Constant(0), slopes = TLane.Constant(0);
        for (; index + step <= count; index += step)
        {
            TLane weight = TLane.Load(in *weights, (nuint)index);
            TLane term = weight / (TLane.Load(in *poles, (nuint)index) - o - s);
            sums = TLane.MultiplyAdd(weight, term, sums);
            slopes = TLane.MultiplyAdd(term, term, slopes);
        }
        T sum = sums.Sum(), slope = slopes.Sum();
        for (; index < count; index++)
        {
            T term = weights[index] / (poles[index] - origin - shift);
            sum += weights[index] * term;
            slope += term * term;
        }
        return (sum, slope);
    }

    /// <summary><c>vector ← w/distance</c>; returns the sum of its squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Vector(T* poles, T* weights, nint count, T origin, T shift, T* vector)
    {
        nint step = TLane.Count, index = 0;
        TLane o = TLane.Broadcast(origin), s = TLane.Broadcast(shift), squares = TLane.Constant(0);
        for (; index + step <= count; index += step)
        {
            TLane term = TLane.Load(in *weights, (nuint)index) / (TLane.Load(in *poles, (nuint)index) - o - s);
            squares = TLane.MultiplyAdd(term, term, squares);
            term.Store(ref *vector, (nuint)index);
        }
        T square = squares.Sum();
        for (; index < count; index++)
        {
            vector[index] = weights[index] / (poles[index] - origin - shift);
            square += vector[index] * vector[index];
        }
        return square;
    }

    /// <summary>The product over eigenvalues i of <c>(pole − eigenvalue[i]) / (pole − poles[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T RatioProduct(T* poles, T* origins, T* shifts, nint count, T pole)
    {
        nint step = TLane.Count, index = 0;
        TLane p = TLane.Broadcast(pole), products = TLane.Constant(1);
        for (; index + step <= count; index += step)
        {
            TLane distance = p - TLane.Load(in *origins, (nuint)index) - TLane.Load(in *shifts, (nuint)index);
            products *= distance / (p - TLane.Load(in *poles, (nuint)index));
        }
        T* parts = stackalloc T[TLane.Count];
        products.Store(ref *parts, 0);
        T product = T.One;
        for (int part = 0; part < TLane.Count; part++)
            product *= parts[part];
        for (; index < count; index++)
            product *= (pole - origins[index] - shifts[index]) / (pole - poles[index]);
        return product;
    }
}
