
namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Reflectors gathered before the rest of the matrix is updated by one product.</summary>
    private const int SytrdPanel = 32;

    /// <summary>
    /// Reduces a symmetric matrix to tridiagonal form, <c>A = Q·T·Qᵀ</c> with <c>Q = H(n−1)·…·H(1)</c>. Rows are reduced from the
    /// last to the first, because a row of the lower triangle is contiguous. A panel of reflectors is applied to the rest
    /// of the matrix at once; until then each new vector is corrected by the panel's vectors V and W. Half of
    /// the operations are thus in matrix products, the other half in symmetric matrix-vector products.
    /// </summary>
    /// <param name="a">The lower triangle is read; row i receives the reflector H(i), v[i − 1] = 1 left out.</param>
    /// <param name="diagonal">n elements: the diagonal of T.</param>
    /// <param name="offDiagonal">n − 1 elements: the diagonal beside it.</param>
    /// <param name="tau">n elements: H(i) has τ = tau[i].</param>
    private void Sytrd(MatrixView<T> a, double* diagonal, double* offDiagonal, T* tau)
    {
        nint n = a.Rows;
        using Workspace.Lease<T> lease = Workspace.Rent<T>(3 * SytrdPanel * n + SymvScratch(n));
        T* v = lease.Memory, w = v + SytrdPanel * n, vAgain = w + SytrdPanel * n, scratch = vAgain + SytrdPanel * n;
        for (nint end = n; end > 0; end -= SytrdPanel)
        {
            nint first = nint.Max(0, end - SytrdPanel);
            for (nint row = end - 1; row >= first; row--)
            {
                int reflectors = (int)(end - 1 - row);
                T* target = a.At(row, 0);
                SubtractCombination(reflectors, w + row, v, n, row + 1, target);
                SubtractCombination(reflectors, v + row, w, n, row + 1, target);
                diagonal[row] = double.CreateTruncating(target[row]);
                if (row == 0)
                    break;
                T* newV = v + reflectors * n, newW = w + reflectors * n;
                tau[row] = Reflector.Make(kernels, target, row, out T beside);
                offDiagonal[row - 1] = double.CreateTruncating(beside);
                Packing.Copy(new MatrixView<T>(target, 1, row, row, 1), new MatrixView<T>(newV, 1, row, row, 1));
                MultiplyByReduced(a, row, reflectors, tau[row], v, w, scratch);
                T half = T.CreateTruncating(-0.5) * tau[row] * kernels.Dot(newW, newV, row);
                kernels.Axpy(half, newV, row, newW);
            }
            if (first > 0)
                SubtractPanel(a.Block(0, 0, first, first), v, vAgain, n);
        }
    }

    /// <summary><c>A ← A − Vᵀ·W − Wᵀ·V</c> as one product of [V; W]ᵀ and [W; V], which lie one after the other in memory.</summary>
    private void SubtractPanel(MatrixView<T> a, T* v, T* vAgain, nint stride)
    {
        Packing.Copy(new MatrixView<T>(v, SytrdPanel, a.Rows, stride, 1), new MatrixView<T>(vAgain, SytrdPanel, a.Rows, stride, 1));
        var left = new MatrixView<T>(v, 2 * SytrdPanel, a.Rows, stride, 1);
        MatrixView<T> right = new(v + SytrdPanel * stride, 2 * SytrdPanel, a.Rows, stride, 1);
        Gemm(-T.One, left.Transposed, right, T.One, a, Part.Lower);
    }

    /// <summary><c>w ← τ·(A − VᵀW − WᵀV)·v</c>, A being what the matrix was before this panel.</summary>
    private void MultiplyByReduced(MatrixView<T> a, nint order, int reflectors, T tau, T* v, T* w, T* scratch)
    {
        nint n = a.Rows;
        T* newV = v + reflectors * n, newW = w + reflectors * n;
        if (tau == T.Zero)
        {
            Clear(newW, order);
            return;
        }
        Symv(a, order, newV, newW, scratch);
        T* dots = stackalloc T[SytrdPanel];
        Dots(reflectors, w, n, order, newV, dots);
        SubtractCombination(reflectors, dots, 1, v, n, order, newW);
        Dots(reflectors, v, n, order, newV, dots);
        SubtractCombination(reflectors, dots, 1, w, n, order, newW);
        for (nint i = 0; i < order; i++)
            newW[i] *= tau;
    }

    private void Dots(int count, T* rows, nint stride, nint length, T* x, T* dots)
    {
        int row = 0;
        for (; row + 4 <= count; row += 4)
            kernels.DotFour(rows + row * stride, stride, x, length, dots + row);
        for (; row < count; row++)
            dots[row] = kernels.Dot(rows + row * stride, x, length);
    }

    private void SubtractCombination(int count, T* column, T* rows, nint stride, nint length, T* target) =>
        SubtractCombination(count, column, stride, rows, stride, length, target);

    /// <summary><c>target ← target − Σ factors[r]·rows[r]</c>.</summary>
    private void SubtractCombination(int count, T* factors, nint factorStride, T* rows, nint stride, nint length, T* target)
    {
        T* four = stackalloc T[4];
        int row = 0;
        for (; row + 4 <= count; row += 4)
        {
            for (int i = 0; i < 4; i++)
                four[i] = -factors[(row + i) * factorStride];
            kernels.AxpyFour(four, rows + row * stride, stride, length, target);
        }
        for (; row < count; row++)
            kernels.Axpy(-factors[row * factorStride], rows + row * stride, length, target);
    }
}
