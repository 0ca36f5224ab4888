using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>Loops over one row or four rows of a matrix and a vector. They run at the speed of memory, so each loads a matrix element once.</summary>
internal static unsafe class RowKernel<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>The sum of <c>x[i]·y[i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Dot(T* x, T* y, nint count)
    {
        nint step = TLane.Count, index = 0;
        TLane zero = TLane.Constant(0), s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        for (; index + 4 * step <= count; index += 4 * step)
        {
            s0 = TLane.MultiplyAdd(Load(x, index), Load(y, index), s0);
            s1 = TLane.MultiplyAdd(Load(x, index + step), Load(y, index + step), s1);
            s2 = TLane.MultiplyAdd(Load(x, index + 2 * step), Load(y, index + 2 * step), s2);
            s3 = TLane.MultiplyAdd(Load(x, index + 3 * step), Load(y, index + 3 * step), s3);
        }
        for (; index + step <= count; index += step)
            s0 = TLane.MultiplyAdd(Load(x, index), Load(y, index), s0);
        T sum = (s0 + s1 + (s2 + s3)).Sum();
        for (; index < count; index++)
            sum = T.MultiplyAddEstimate(x[index], y[index], sum);
        return sum;
    }

    /// <summary><c>y ← y + factor·x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Axpy(T factor, T* x, nint count, T* y)
    {
        nint step = TLane.Count, index = 0;
        TLane f = TLane.Broadcast(factor);
        for (; index + step <= count; index += step)
            TLane.MultiplyAdd(f, Load(x, index), Load(y, index)).Store(ref *y, (nuint)index);
        for (; index < count; index++)
            y[index] = T.MultiplyAddEstimate(factor, x[index], y[index]);
    }

    /// <summary><c>sums[r] ← Σ rows[r, i]·x[i]</c> for four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void DotFour(T* rows, nint stride, T* x, nint count, T* sums)
    {
        nint step = TLane.Count, index = 0;
        T* r1 = rows + stride, r2 = r1 + stride, r3 = r2 + stride;
        TLane zero = TLane.Constant(0), s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        for (; index + step <= count; index += step)
        {
            TLane xi = Load(x, index);
            s0 = TLane.MultiplyAdd(Load(rows, index), xi, s0);
            s1 = TLane.MultiplyAdd(Load(r1, index), xi, s1);
            s2 = TLane.MultiplyAdd(Load(r2, index), xi, s2);
            s3 = TLane.MultiplyAdd(Load(r3, index), xi, s3);
        }
        Store(sums, s0.Sum(), s1.Sum(), s2.Sum(), s3.Sum());
        for (; index < count; index++)
            AddProducts(sums, x[index], rows[index], r1[index], r2[index], r3[index]);
    }

    /// <summary><c>y ← y + Σ factors[r]·rows[r]</c> for four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AxpyFour(T* factors, T* rows, nint stride, nint count, T* y)
    {
        nint step = TLane.Count, index = 0;
        T* r1 = rows + stride, r2 = r1 + stride, r3 = r2 + stride;
        TLane f0 = TLane.Broadcast(factors[0]), f1 = TLane.Broadcast(factors[1]), f2 = TLane.Broadcast(factors[2]), f3 = TLane.Broadcast(factors[3]);
        for (; index + step <= count; index += step)
        {
            TLane sum = TLane.MultiplyAdd(f0, Load(rows, index), Load(y, index));
            sum = TLane.MultiplyAdd(f1, Load(r1, index), sum);
            sum = TLane.MultiplyAdd(f2, Load(r2, index), sum);
            TLane.MultiplyAdd(f3, Load(r3, index), sum).Store(ref *y, (nuint)index);
        }
        for (; index < count; index++)
            y[index] += Combine(factors, rows[index], r1[index], r2[index], r3[index]);
    }

    /// <summary><see cref="DotFour"/> and <see cref="AxpyFour"/> in one pass: both halves of a symmetric product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void DotAndAxpyFour(T* factors, T* rows, nint stride, T* x, nint count, T* sums, T* y)
    {
        nint step = TLane.Count, index = 0;
        T* r1 = rows + stride, r2 = r1 + stride, r3 = r2 + stride;
        TLane f0 = TLane.Broadcast(factors[0]), f1 = TLane.Broadcast(factors[1]), f2 = TLane.Broadcast(factors[2]), f3 = TLane.Broadcast(factors[3]);
        TLane zero = TLane.Constant(0), s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        for (; index + step <= count; index += step)
        {
            TLane xi = Load(x, index), a0 = Load(rows, index), a1 = Load(r1, index), a2 = Load(r2, index), a3 = Load(r3, index);
            s0 = TLane.MultiplyAdd(a0, xi, s0);
            s1 = TLane.MultiplyAdd(a1, xi, s1);
            s2 = TLane.MultiplyAdd(a2, xi, s2);
            s3 = TLane.MultiplyAdd(a3, xi, s3);
            TLane sum = TLane.MultiplyAdd(f0, a0, Load(y, index));
            sum = TLane.MultiplyAdd(f1, a1, sum);
            sum = TLane.MultiplyAdd(f2, a2, sum);
            TLane.MultiplyAdd(f3, a3, sum).Store(ref *y, (nuint)index);
        }
        Store(sums, s0.Sum(), s1.Sum(), s2.Sum(), s3.Sum());
        for (; index < count; index++)
        {
            AddProducts(sums, x[index], rows[index], r1[index], r2[index], r3[index]);
            y[index] += Combine(factors, rows[index], r1[index], r2[index], r3[index]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Load(T* source, nint index) => TLane.Load(in *source, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* sums, T s0, T s1, T s2, T s3)
    {
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(T* sums, T x, T a0, T a1, T a2, T a3)
    {
        sums[0] += a0 * x;
        sums[1] += a1 * x;
        sums[2] += a2 * x;
        sums[3] += a3 * x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Combine(T* factors, T a0, T a1, T a2, T a3) =>
        factors[0] * a0 + factors[1] * a1 + (factors[2] * a2 + factors[3] * a3);
}
