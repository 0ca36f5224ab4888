namespace Ntk.Native.Managed;

/// <summary>Eigenvalues, and for small matrices eigenvectors, of a symmetric tridiagonal matrix by the implicit QL iteration.</summary>
internal static unsafe class TridiagonalQl
{
    private const int SweepsPerEigenvalue = 60;
    private const double Epsilon = 1.1102230246251565e-16;

    /// <summary>Off-diagonal elements below this, in a matrix of norm 1, would lose their squares to underflow.</summary>
    private const double Negligible = 1e-140;

    /// <summary>Overwrites the diagonal by the eigenvalues, in no order.</summary>
    /// <param name="d">The diagonal, n elements of magnitude about 1 at most.</param>
    /// <param name="e">The elements beside it, n − 1 of n elements; destroyed.</param>
    /// <param name="n">The order.</param>
    /// <param name="rows">n × n, row-major: the rotations are applied to its rows, so that from the identity row i becomes the vector of value i. Or null.</param>
    /// <returns>How many eigenvalues did not converge.</returns>
    public static nint Solve(double* d, double* e, nint n, double* rows)
    {
        e[n - 1] = 0;
        for (nint first = 0; first < n; first++)
        {
            int sweeps = 0;
            for (nint last = EndOfBlock(d, e, first, n); last > first; last = EndOfBlock(d, e, first, n))
            {
                if (sweeps++ == SweepsPerEigenvalue)
                    return n - first;
                Sweep(d, e, first, last, n, rows);
            }
        }
        return 0;
    }

    /// <summary>The last row of the block that begins at <paramref name="first"/> and is not yet cut apart by a negligible element.</summary>
    private static nint EndOfBlock(double* d, double* e, nint first, nint n)
    {
        nint last = first;
        while (last < n - 1 && Math.Abs(e[last]) > Epsilon * (Math.Abs(d[last]) + Math.Abs(d[last + 1])) && Math.Abs(e[last]) > Negligible)
            last++;
        return last;
    }

    /// <summary>One QL step with Wilkinson's shift, as a chain of plane rotations from the end of the block to its beginning.</summary>
    private static void Sweep(double* d, double* e, nint first, nint last, nint n, double* rows)
    {
        double slope = (d[first + 1] - d[first]) / (2 * e[first]);
        double shift = d[first] - e[first] / (slope + Math.CopySign(Math.Sqrt(slope * slope + 1), slope));
        double bulge = d[last] - shift, sine = 1, cosine = 1, correction = 0;
        for (nint i = last - 1; i >= first; i--)
        {
            double f = sine * e[i], b = cosine * e[i];
            double length = Math.Sqrt(f * f + bulge * bulge);
            e[i + 1] = length;
            if (length == 0)
            {
                d[i + 1] -= correction;
                e[last] = 0;
                return;
            }
            sine = f / length;
            cosine = bulge / length;
            double g = d[i + 1] - correction;
            double r = (d[i] - g) * sine + 2 * cosine * b;
            correction = sine * r;
            d[i + 1] = g + correction;
            bulge = cosine * r - b;
            if (rows is not null)
                Rotate(rows + i * n, rows + (i + 1) * n, n, cosine, sine);
        }
        d[first] -= correction;
        e[first] = bulge;
        e[last] = 0;
    }

    private static void Rotate(double* upper, double* lower, nint n, double cosine, double sine)
    {
        for (nint k = 0; k < n; k++)
        {
            double x = upper[k], y = lower[k];
            lower[k] = sine * x + cosine * y;
            upper[k] = cosine * x - sine * y;
        }
    }
}
