using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native;

/// <summary>Finds NaN and infinities at the speed of memory.</summary>
internal static class FiniteCheck
{
    /// <summary>Requires every entry of one triangle, diagonal included, to be finite.</summary>
    /// <exception cref="NonFiniteValueException">An entry is not.</exception>
    public static unsafe void RequireFinite<T>(Triangle triangle, ReadOnlyMatrixSpan<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* matrix = &a.First)
        {
            for (nint row = 0; row < a.Rows; row++)
            {
                nint first = triangle == Triangle.Lower ? 0 : row, length = triangle == Triangle.Lower ? row + 1 : a.Columns - row;
                var scan = new Scan<T>(matrix + row * a.Stride + first, (nuint)length);
                LaneDispatch.Run<T, Scan<T>>(ref scan);
                if (!scan.IsFinite)
                    throw FirstOf(a, row, first, length);
            }
        }
    }

    /// <summary>Requires that no eigenvalue of a finite matrix has overflowed.</summary>
    /// <exception cref="EigenvalueOverflowException">One has.</exception>
    public static void RequireFiniteEigenvalues<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                throw new EigenvalueOverflowException(i, values.Length, typeof(T));
        }
    }

    private static NonFiniteValueException FirstOf<T>(ReadOnlyMatrixSpan<T> a, nint row, nint first, nint length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint column = first;
        while (column < first + length - 1 && T.IsFinite(a[row, column]))
            column++;
        return new("The matrix", row, column, double.CreateTruncating(a[row, column]));
    }

    /// <summary>Adds up 0·x, which is zero for finite x and NaN otherwise.</summary>
    private unsafe struct Scan<T>(T* first, nuint length) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool IsFinite { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLane>()
            where TLane : struct, ILane<TLane, T>
        {
            TLane zero = TLane.Constant(0), sum0 = zero, sum1 = zero;
            nuint index = 0, step = (nuint)TLane.Count;
            for (; index + 2 * step <= length; index += 2 * step)
            {
                sum0 = TLane.MultiplyAdd(zero, TLane.Load(in *first, index), sum0);
                sum1 = TLane.MultiplyAdd(zero, TLane.Load(in *first, index + step), sum1);
            }
            T sum = (sum0 + sum1).Sum();
            for (; index < length; index++)
                sum += T.Zero * first[index];
            IsFinite = sum == T.Zero;
        }
    }
}
