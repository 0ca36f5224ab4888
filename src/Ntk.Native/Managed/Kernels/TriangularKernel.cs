using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>
/// Solves a triangular system of at most one tile height for the right-hand sides of one packed panel: row i of the
/// panel becomes <c>(row i − Σ factor[i, k]·row k) / factor[i, i]</c>.
/// </summary>
internal static unsafe class TriangularKernel<T, TLane, TVectors>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TVectors : struct, IConstant
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Solve(in TriangularBlock<T> block, T* panel)
    {
        nint width = TVectors.Value * TLane.Count;
        for (int step = 0; step < block.Order; step++)
        {
            int i = block.IsLower ? step : block.Order - 1 - step;
            int first = block.IsLower ? 0 : i + 1, end = block.IsLower ? i : block.Order;
            T* factors = block.Factors + i * block.Stride;
            TileRow<T, TLane, TVectors> sum = default;
            for (int k = first; k < end; k++)
            {
                T* row = panel + k * width;
                sum.AddProduct(
                    factors[k],
                    TLane.Load(in *row, 0),
                    TVectors.Value > 1 ? TLane.Load(in *row, (nuint)TLane.Count) : default,
                    TVectors.Value > 2 ? TLane.Load(in *row, (nuint)(2 * TLane.Count)) : default);
            }
            sum.Subtract(TLane.Broadcast(factors[i]), panel + i * width);
        }
    }
}

/// <summary>A triangular matrix of at most one tile height.</summary>
/// <param name="factors">The block, row by row, with the reciprocals of the diagonal in its place.</param>
/// <param name="stride">Elements from one row to the next.</param>
/// <param name="order">Rows and columns.</param>
/// <param name="isLower">Whether the rows are solved from the first to the last.</param>
internal readonly unsafe struct TriangularBlock<T>(T* factors, nint stride, int order, bool isLower)
    where T : unmanaged
{
    public T* Factors { get; } = factors;

    public nint Stride { get; } = stride;

    public int Order { get; } = order;

    public bool IsLower { get; } = isLower;
}
