using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>Cholesky factorisation of a small matrix in the L1 cache, row by row: each row of U takes all rows above it at once.</summary>
internal static unsafe class CholeskyKernel<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int Factor(T* a, int order, nint stride)
    {
        for (int row = 0; row < order; row++)
        {
            T* target = a + row * stride;
            int column = row / TLane.Count * TLane.Count;
            for (; column + 4 * TLane.Count <= stride; column += 4 * TLane.Count)
                SubtractRowsAbove(a, row, stride, column);
            for (; column < stride; column += TLane.Count)
                SubtractRowsAboveFromOne(a, row, stride, column);
            T pivot = target[row];
            if (!(pivot > T.Zero))
                return row;
            T root = T.Sqrt(pivot);
            TLane divisor = TLane.Broadcast(root);
            for (column = row / TLane.Count * TLane.Count; column < stride; column += TLane.Count)
                (TLane.Load(in *target, (nuint)column) / divisor).Store(ref *target, (nuint)column);
            target[row] = root;
        }
        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractRowsAbove(T* a, int row, nint stride, int column)
    {
        T* target = a + row * stride + column;
        TLane s0 = TLane.Load(in *target, 0), s1 = TLane.Load(in *target, (nuint)TLane.Count);
        TLane s2 = TLane.Load(in *target, (nuint)(2 * TLane.Count)), s3 = TLane.Load(in *target, (nuint)(3 * TLane.Count));
        T* above = a;
        for (int k = 0; k < row; k++)
        {
            TLane factor = TLane.Broadcast(-above[row]);
            T* source = above + column;
            s0 = TLane.MultiplyAdd(factor, TLane.Load(in *source, 0), s0);
            s1 = TLane.MultiplyAdd(factor, TLane.Load(in *source, (nuint)TLane.Count), s1);
            s2 = TLane.MultiplyAdd(factor, TLane.Load(in *source, (nuint)(2 * TLane.Count)), s2);
            s3 = TLane.MultiplyAdd(factor, TLane.Load(in *source, (nuint)(3 * TLane.Count)), s3);
            above += stride;
        }
        s0.Store(ref *target, 0);
        s1.Store(ref *target, (nuint)TLane.Count);
        s2.Store(ref *target, (nuint)(2 * TLane.Count));
        s3.Store(ref *target, (nuint)(3 * TLane.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractRowsAboveFromOne(T* a, int row, nint stride, int column)
    {
        T* target = a + row * stride + column;
        TLane sum = TLane.Load(in *target, 0);
        T* above = a;
        for (int k = 0; k < row; k++)
        {
            sum = TLane.MultiplyAdd(TLane.Broadcast(-above[row]), TLane.Load(in *above, (nuint)column), sum);
            above += stride;
        }
        sum.Store(ref *target, 0);
    }
}
