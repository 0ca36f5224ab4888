using System.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Native.Managed;

/// <summary>The loops that run in registers, for one element type and one instruction set.</summary>
internal abstract unsafe partial class Kernels<T>(KernelProfile profile)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public KernelProfile Profile { get; } = profile;

    /// <summary>Elements of a register.</summary>
    public int LaneCount { get; } = profile.LaneBits / (8 * sizeof(T));

    /// <summary>Rows of a full tile.</summary>
    public int TileRows { get; } = profile.TileRows;

    /// <summary>Columns of a full tile.</summary>
    public int TileColumns { get; } = profile.TileVectors * profile.LaneBits / (8 * sizeof(T));

    public static Kernels<T> For(KernelProfile profile) => profile.LaneBits switch
    {
        512 => new Kernels<T, Lane512<T>>(profile),
        256 => new Kernels<T, Lane256<T>>(profile),
        _ => new Kernels<T, Lane128<T>>(profile),
    };

    /// <summary>The height of the smallest tile that holds <paramref name="rows"/> rows, at most <see cref="TileRows"/>.</summary>
    public int TileHeight(nint rows) => rows >= TileRows ? TileRows : rows > 4 ? 8 : rows > 2 ? 4 : (int)rows;

    /// <summary>The width of the smallest tile that holds <paramref name="columns"/> columns, at most <see cref="TileColumns"/>.</summary>
    public int TileWidth(nint columns) =>
        columns >= TileColumns ? TileColumns : ((int)columns + LaneCount - 1) / LaneCount * LaneCount;

    /// <summary>Updates a tile of C of <paramref name="rows"/> × <paramref name="columns"/> (sizes of a tile) with unit column stride.</summary>
    public abstract void Multiply(in TileUpdate<T> update, int rows, int columns, T* a, T* b, T* c, nint stride);

    /// <summary>Solves a triangular system for the right-hand sides of a packed panel of <paramref name="columns"/> (the width of a tile).</summary>
    public abstract void Solve(in TriangularBlock<T> block, int columns, T* panel);

    /// <summary>
    /// Factors the upper triangle of a row-major matrix of order <paramref name="order"/> in scratch memory, whose rows are
    /// padded to whole registers and whose lower triangle may be overwritten, into <c>Uᵀ·U</c>.
    /// </summary>
    /// <returns>The row of the first pivot that is not positive, or <paramref name="order"/>.</returns>
    public abstract int Cholesky(T* a, int order, nint stride);

    /// <inheritdoc cref="RowKernel{T, TLane}.Dot"/>
    public abstract T Dot(T* x, T* y, nint count);

    /// <inheritdoc cref="RowKernel{T, TLane}.Axpy"/>
    public abstract void Axpy(T factor, T* x, nint count, T* y);

    /// <inheritdoc cref="RowKernel{T, TLane}.DotFour"/>
    public abstract void DotFour(T* rows, nint stride, T* x, nint count, T* sums);

    /// <inheritdoc cref="RowKernel{T, TLane}.AxpyFour"/>
    public abstract void AxpyFour(T* factors, T* rows, nint stride, nint count, T* y);

    /// <inheritdoc cref="RowKernel{T, TLane}.DotAndAxpyFour"/>
    public abstract void DotAndAxpyFour(T* factors, T* rows, nint stride, T* x, nint count, T* sums, T* y);

    /// <inheritdoc cref="SecularKernel{T, TLane}.Sum"/>
    public abstract (T Sum, T Slope) SecularSum(T* poles, T* weights, nint count, T origin, T shift);

    /// <inheritdoc cref="SecularKernel{T, TLane}.Vector"/>
    public abstract T SecularVector(T* poles, T* weights, nint count, T origin, T shift, T* vector);

    /// <inheritdoc cref="SecularKernel{T, TLane}.RatioProduct"/>
    public abstract T SecularRatioProduct(T* poles, T* origins, T* shifts, nint count, T pole);
}

/// <inheritdoc/>
internal sealed unsafe partial class Kernels<T, TLane>(KernelProfile profile) : Kernels<T>(profile)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    public override void Multiply(in TileUpdate<T> update, int rows, int columns, T* a, T* b, T* c, nint stride)
    {
        switch (rows)
        {
            case 1:
                Multiply<One>(update, columns, a, b, c, stride);
                break;
            case 2:
                Multiply<Two>(update, columns, a, b, c, stride);
                break;
            case 4:
                Multiply<Four>(update, columns, a, b, c, stride);
                break;
            default:
                Multiply<Eight>(update, columns, a, b, c, stride);
                break;
        }
    }

    public override void Solve(in TriangularBlock<T> block, int columns, T* panel)
    {
        if (columns == TLane.Count)
            TriangularKernel<T, TLane, One>.Solve(block, panel);
        else if (columns == 2 * TLane.Count)
            TriangularKernel<T, TLane, Two>.Solve(block, panel);
        else
            TriangularKernel<T, TLane, Three>.Solve(block, panel);
    }

    public override int Cholesky(T* a, int order, nint stride) => CholeskyKernel<T, TLane>.Factor(a, order, stride);

    public override T Dot(T* x, T* y, nint count) => RowKernel<T, TLane>.Dot(x, y, count);

    public override void Axpy(T factor, T* x, nint count, T* y) => RowKernel<T, TLane>.Axpy(factor, x, count, y);

    public override void DotFour(T* rows, nint stride, T* x, nint count, T* sums) =>
        RowKernel<T, TLane>.DotFour(rows, stride, x, count, sums);

    public override void AxpyFour(T* factors, T* rows, nint stride, nint count, T* y) =>
        RowKernel<T, TLane>.AxpyFour(factors, rows, stride, count, y);

    public override void DotAndAxpyFour(T* factors, T* rows, nint stride, T* x, nint count, T* sums, T* y) =>
        RowKernel<T, TLane>.DotAndAxpyFour(factors, rows, stride, x, count, sums, y);

    public override (T Sum, T Slope) SecularSum(T* poles, T* weights, nint count, T origin, T shift) =>
        SecularKernel<T, TLane>.Sum(poles, weights, count, origin, shift);

    public override T SecularVector(T* poles, T* weights, nint count, T origin, T shift, T* vector) =>
        SecularKernel<T, TLane>.Vector(poles, weights, count, origin, shift, vector);

    public override T SecularRatioProduct(T* poles, T* origins, T* shifts, nint count, T pole) =>
        SecularKernel<T, TLane>.RatioProduct(poles, origins, shifts, count, pole);

    private static void Multiply<TRows>(in TileUpdate<T> update, int columns, T* a, T* b, T* c, nint stride)
        where TRows : struct, IConstant
    {
        if (columns == TLane.Count)
            MicroKernel<T, TLane, One, TRows>.Multiply(update, a, b, c, stride);
        else if (columns == 2 * TLane.Count)
            MicroKernel<T, TLane, Two, TRows>.Multiply(update, a, b, c, stride);
        else
            MicroKernel<T, TLane, Three, TRows>.Multiply(update, a, b, c, stride);
    }
}
