namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Order up to which a matrix is factored in scratch memory that fits the L1 cache.</summary>
    private const int PotrfLeaf = 64;

    /// <summary>
    /// Factors <c>A = L·Lᵀ</c> in the lower triangle: the first half by recursion, then the block below it by a
    /// triangular solve, which is subtracted from the second half by a symmetric product.
    /// </summary>
    /// <returns>The row of the first pivot that is not positive, or the order of A.</returns>
    public nint Potrf(MatrixView<T> a)
    {
        if (a.Rows <= PotrfLeaf)
            return FactorLeaf(a);
        nint half = Half(a.Rows, PotrfLeaf), rest = a.Rows - half;
        MatrixView<T> a11 = a.Block(0, 0, half, half), a21 = a.Block(half, 0, rest, half), a22 = a.Block(half, half, rest, rest);
        nint positive = Potrf(a11);
        if (positive < half)
            return positive;
        Trsm(isLower: true, a11, a21.Transposed);
        Gemm(-T.One, a21, a21.Transposed, T.One, a22, Part.Lower);
        return half + Potrf(a22);
    }

    private nint FactorLeaf(MatrixView<T> a)
    {
        int order = (int)a.Rows;
        int stride = (order + kernels.LaneCount - 1) / kernels.LaneCount * kernels.LaneCount;
        T* scratch = stackalloc T[PotrfLeaf * PotrfLeaf];
        var upper = new MatrixView<T>(scratch, order, stride, stride, 1);
        for (int row = 0; row < order; row++)
        {
            for (int column = 0; column < row; column++)
                upper[column, row] = a[row, column];
            upper[row, row] = a[row, row];
            for (int padding = order; padding < stride; padding++)
                upper[row, padding] = T.Zero;
        }
        int positive = kernels.Cholesky(scratch, order, stride);
        for (int row = 0; row < order; row++)
        {
            for (int column = 0; column <= row; column++)
                a[row, column] = upper[column, row];
        }
        return positive;
    }
}
