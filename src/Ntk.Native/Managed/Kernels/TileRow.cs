using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>One row of a tile of C, kept in one to three registers while the products over k are added up.</summary>
internal struct TileRow<T, TLane, TVectors>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TVectors : struct, IConstant
{
    private TLane x;
    private TLane y;
    private TLane z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(T a, TLane b0, TLane b1, TLane b2)
    {
        TLane factor = TLane.Broadcast(a);
        x = TLane.MultiplyAdd(factor, b0, x);
        if (TVectors.Value > 1)
            y = TLane.MultiplyAdd(factor, b1, y);
        if (TVectors.Value > 2)
            z = TLane.MultiplyAdd(factor, b2, z);
    }

    /// <summary><c>C ← α·row + β·C</c>; without <paramref name="read"/>, C is only written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Update(TLane alpha, TLane beta, bool read, T* c)
    {
        Update(x, alpha, beta, read, c);
        if (TVectors.Value > 1)
            Update(y, alpha, beta, read, c + TLane.Count);
        if (TVectors.Value > 2)
            Update(z, alpha, beta, read, c + 2 * TLane.Count);
    }

    /// <summary><c>C ← (C − row)·factor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void Subtract(TLane factor, T* c)
    {
        Subtract(x, factor, c);
        if (TVectors.Value > 1)
            Subtract(y, factor, c + TLane.Count);
        if (TVectors.Value > 2)
            Subtract(z, factor, c + 2 * TLane.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Subtract(TLane sum, TLane factor, T* c)
    {
        ((TLane.Load(in *c, 0) - sum) * factor).Store(ref *c, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Update(TLane sum, TLane alpha, TLane beta, bool read, T* c)
    {
        TLane result = read ? TLane.MultiplyAdd(alpha, sum, beta * TLane.Load(in *c, 0)) : alpha * sum;
        result.Store(ref *c, 0);
    }
}
