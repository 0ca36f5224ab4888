
namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Eigenvalues of the symmetric matrix in the lower triangle, ascending; the triangle is destroyed.</summary>
    public void Eigenvalues(MatrixView<T> a, T* values)
    {
        nint n = a.Rows;
        int exponent = ScaleToSafeRange(a);
        using Workspace.Lease<T> tau = Workspace.Rent<T>(n);
        using Workspace.Lease<double> lease = Workspace.Rent<double>(2 * n);
        double* d = lease.Memory, e = d + n;
        Sytrd(a, d, e, tau.Memory);
        int norm = ScaleToOne(d, e, n);
        RequireConverged(TridiagonalQl.Solve(d, e, n, rows: null), n);
        new Span<double>(d, checked((int)n)).Sort();
        for (nint i = 0; i < n; i++)
            values[i] = T.CreateTruncating(Math.ScaleB(d[i], norm - exponent));
    }

    /// <summary>Eigenvalues, ascending, and eigenvectors of the symmetric matrix in the lower triangle; row i becomes the vector of value i.</summary>
    public void Syevd(MatrixView<T> a, T* values)
    {
        nint n = a.Rows;
        int exponent = ScaleToSafeRange(a);
        using Workspace.Lease<T> tau = Workspace.Rent<T>(n);
        using Workspace.Lease<double> lease = Workspace.Rent<double>(2 * n);
        double* d = lease.Memory, e = d + n;
        Sytrd(a, d, e, tau.Memory);
        int norm = ScaleToOne(d, e, n);

        using Workspace.Lease<T> vectors = Workspace.Rent<T>(2 * n * n);
        var rows = new MatrixView<T>(vectors.Memory, n, n, n, 1);
        int[] order = new int[n];
        var solver = new TridiagonalEigensolver<T>(this, profile);
        RequireConverged(solver.Solve(d, e, order, rows, rows.At(n, 0)), n);
        Ormtr(a, tau.Memory, rows);
        for (nint i = 0; i < n; i++)
        {
            values[i] = T.CreateTruncating(Math.ScaleB(d[order[i]], norm - exponent));
            Packing.Copy(rows.Block(order[i], 0, 1, n), a.Block(i, 0, 1, n));
        }
    }

    /// <summary>Scales a matrix whose squares would leave the range of T by a power of two, and returns its exponent.</summary>
    private static int ScaleToSafeRange(MatrixView<T> a)
    {
        T largest = T.Zero;
        for (nint row = 0; row < a.Rows; row++)
        {
            for (nint column = 0; column <= row; column++)
                largest = T.Max(largest, T.Abs(a[row, column]));
        }
        (double low, double high) = typeof(T) == typeof(float) ? (1e-15, 1e15) : (1e-140, 1e140);
        if (largest == T.Zero || largest > T.CreateTruncating(low) && largest < T.CreateTruncating(high))
            return 0;
        int exponent = -T.ILogB(largest);
        for (nint row = 0; row < a.Rows; row++)
        {
            for (nint column = 0; column <= row; column++)
                a[row, column] = T.ScaleB(a[row, column], exponent);
        }
        return exponent;
    }

    /// <summary>Scales a tridiagonal matrix to a largest element between 1 and 2 and returns the exponent of two that undoes it.</summary>
    private static int ScaleToOne(double* d, double* e, nint n)
    {
        double largest = 0;
        for (nint i = 0; i < n; i++)
            largest = Math.Max(largest, Math.Max(Math.Abs(d[i]), i < n - 1 ? Math.Abs(e[i]) : 0));
        if (largest == 0)
            return 0;
        int exponent = Math.ILogB(largest);
        for (nint i = 0; i < n; i++)
        {
            d[i] = Math.ScaleB(d[i], -exponent);
            if (i < n - 1)
                e[i] = Math.ScaleB(e[i], -exponent);
        }
        return exponent;
    }

    private static void RequireConverged(nint failures, nint order)
    {
        if (failures > 0)
            throw new EigenvalueConvergenceException(failures, order);
    }
}
