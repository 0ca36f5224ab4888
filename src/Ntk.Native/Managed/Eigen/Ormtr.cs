namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Reflectors applied at once.</summary>
    private const int OrmtrPanel = 64;

    /// <summary>
    /// Takes eigenvectors of the tridiagonal matrix back to those of the full one: <c>rows ← rows·H(1)·H(2)·…·H(n−1)</c>. The
    /// product of a panel of reflectors is <c>I − Vᵀ·S·V</c> with a small triangular S, so that all is matrix products.
    /// </summary>
    /// <param name="a">Row i holds the reflector H(i), as <see cref="Sytrd"/> left it.</param>
    /// <param name="tau">The factors of the reflectors.</param>
    /// <param name="rows">One vector a row.</param>
    private void Ormtr(MatrixView<T> a, T* tau, MatrixView<T> rows)
    {
        nint n = a.Rows;
        using Workspace.Lease<T> lease = Workspace.Rent<T>(2 * OrmtrPanel * n + OrmtrPanel * OrmtrPanel + OrmtrPanel * rows.Rows);
        for (nint first = 1; first < n; first += OrmtrPanel)
        {
            nint count = nint.Min(OrmtrPanel, n - first), width = first + count - 1;
            var v = new MatrixView<T>(lease.Memory, count, width, width, 1);
            var sv = new MatrixView<T>(v.At(count, 0), count, width, width, 1);
            var s = new MatrixView<T>(sv.At(count, 0), count, count, count, 1);
            var projections = new MatrixView<T>(s.At(count, 0), rows.Rows, count, count, 1);
            CopyReflectors(a, first, v);
            Gemm(T.One, v, v.Transposed, T.Zero, s);
            MakeTriangle(s, tau + first);
            Gemm(T.One, s, v, T.Zero, sv);
            MatrixView<T> part = rows.Block(0, 0, rows.Rows, width);
            Gemm(T.One, part, v.Transposed, T.Zero, projections);
            Gemm(-T.One, projections, sv, T.One, part);
        }
    }

    private static void CopyReflectors(MatrixView<T> a, nint first, MatrixView<T> v)
    {
        for (nint i = 0; i < v.Rows; i++)
        {
            nint last = first + i - 1;
            for (nint j = 0; j < v.Columns; j++)
                v[i, j] = j < last ? a[first + i, j] : j == last ? T.One : T.Zero;
        }
    }

    /// <summary>Turns the products of the vectors v, in the upper triangle of S, into S, column by column.</summary>
    private static void MakeTriangle(MatrixView<T> s, T* tau)
    {
        T* column = stackalloc T[OrmtrPanel];
        for (nint j = 0; j < s.Rows; j++)
        {
            for (nint i = 0; i < j; i++)
            {
                T sum = T.Zero;
                for (nint k = i; k < j; k++)
                    sum += s[i, k] * s[k, j];
                column[i] = -tau[j] * sum;
            }
            for (nint i = 0; i < j; i++)
                s[i, j] = column[i];
            s[j, j] = tau[j];
            for (nint i = j + 1; i < s.Rows; i++)
                s[i, j] = T.Zero;
        }
    }
}
