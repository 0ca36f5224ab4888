using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>
/// The innermost loop of every matrix product: a tile of C of <typeparamref name="TRows"/> rows and
/// <typeparamref name="TVectors"/> vectors stays in registers while k runs over a packed panel of A (the rows of one k
/// side by side) and of B (the columns of one k side by side). Each element of C is one chain of multiply-adds over k in
/// ascending order, in every tile shape, so its bits do not depend on the shape.
/// </summary>
internal static unsafe class MicroKernel<T, TLane, TVectors, TRows>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TVectors : struct, IConstant
    where TRows : struct, IConstant
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(in TileUpdate<T> update, T* a, T* b, T* c, nint stride)
    {
        Prefetch(c, stride);
        TileRow<T, TLane, TVectors> r0 = default, r1 = default, r2 = default, r3 = default;
        TileRow<T, TLane, TVectors> r4 = default, r5 = default, r6 = default, r7 = default;
        for (nint k = update.Depth; k > 0; k--)
        {
            TLane b0 = TLane.Load(in *b, 0);
            TLane b1 = TVectors.Value > 1 ? TLane.Load(in *b, (nuint)TLane.Count) : default;
            TLane b2 = TVectors.Value > 2 ? TLane.Load(in *b, (nuint)(2 * TLane.Count)) : default;
            r0.AddProduct(a[0], b0, b1, b2);
            if (TRows.Value > 1)
                r1.AddProduct(a[1], b0, b1, b2);
            if (TRows.Value > 2)
            {
                r2.AddProduct(a[2], b0, b1, b2);
                r3.AddProduct(a[3], b0, b1, b2);
            }
            if (TRows.Value > 4)
            {
                r4.AddProduct(a[4], b0, b1, b2);
                r5.AddProduct(a[5], b0, b1, b2);
                r6.AddProduct(a[6], b0, b1, b2);
                r7.AddProduct(a[7], b0, b1, b2);
            }
            a += TRows.Value;
            b += TVectors.Value * TLane.Count;
        }
        TLane alpha = TLane.Broadcast(update.Alpha);
        TLane beta = TLane.Broadcast(update.Beta);
        bool read = update.ReadsC;
        r0.Update(alpha, beta, read, c);
        if (TRows.Value > 1)
            r1.Update(alpha, beta, read, c + stride);
        if (TRows.Value > 2)
        {
            r2.Update(alpha, beta, read, c + 2 * stride);
            r3.Update(alpha, beta, read, c + 3 * stride);
        }
        if (TRows.Value > 4)
        {
            c += 4 * stride;
            r4.Update(alpha, beta, read, c);
            r5.Update(alpha, beta, read, c + stride);
            r6.Update(alpha, beta, read, c + 2 * stride);
            r7.Update(alpha, beta, read, c + 3 * stride);
        }
    }

    /// <summary>The tile of C is needed only after the loop over k, which is long enough to hide its way from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* c, nint stride)
    {
        if (!Sse.IsSupported)
            return;
        for (int row = 0; row < TRows.Value; row++)
        {
            for (int vector = 0; vector < TVectors.Value; vector++)
                Sse.Prefetch0(c + row * stride + vector * TLane.Count);
        }
    }
}
