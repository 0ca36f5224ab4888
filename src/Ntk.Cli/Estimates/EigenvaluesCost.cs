using System.Runtime.CompilerServices;

namespace Ntk.Cli;

/// <summary>What all eigenvalues of a symmetric matrix take without vectors: the reduction to three diagonals.</summary>
internal static class EigenvaluesCost
{
    // Half of the work waits for memory, or for the L2 cache.
    private const double ShareOfProductRate = 0.2;

    // LAPACK's work area, in rows of the matrix.
    private const int WorkRows = 110;

    /// <summary>Operations, about.</summary>
    public static double Flops(double rows) => 4.0 / 3 * rows * rows * rows;

    /// <summary>Seconds, beside a product of so many operations a second.</summary>
    public static double Seconds(double rows, double productRate) => Flops(rows) / (ShareOfProductRate * productRate);

    /// <summary>Bytes besides the matrix.</summary>
    public static Int128 WorkingBytes<T>(int rows)
        where T : unmanaged => (Int128)WorkRows * rows * Unsafe.SizeOf<T>();
}
