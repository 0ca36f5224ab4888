using System.Numerics;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>What comparing ridges takes: one symmetric eigendecomposition with vectors, by divide and conquer.</summary>
internal static class SweepCost
{
    // Half of the work waits for memory.
    private const double ShareOfProductRate = 0.4;

    /// <summary>Operations, about.</summary>
    public static double Flops(double rows) => 14.0 / 3 * rows * rows * rows;

    /// <summary>Seconds, beside a product of so many operations a second.</summary>
    public static double Seconds(double rows, double productRate) => Flops(rows) / (ShareOfProductRate * productRate);

    /// <summary>Bytes of the kernel and of what the decomposition works in, two more matrices of its size.</summary>
    public static Int128 Bytes<T>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RidgeSweep<T>.WorkingBytes(rows) * 3 / 2;
}
