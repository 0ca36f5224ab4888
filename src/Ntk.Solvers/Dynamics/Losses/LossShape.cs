using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>What all losses ask of their arguments.</summary>
internal static class LossShape
{
    /// <summary>Requires two matrices to be of one shape, and not empty.</summary>
    /// <exception cref="DimensionMismatchException">They are not.</exception>
    public static void Require<T>(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (outputs.Rows == 0 || outputs.Columns == 0 || outputs.Rows != other.Rows || outputs.Columns != other.Columns)
            throw new DimensionMismatchException($"A loss needs outputs and targets of one shape, not empty: they are {outputs.Rows}×{outputs.Columns} and {other.Rows}×{other.Columns}.");
    }
}
