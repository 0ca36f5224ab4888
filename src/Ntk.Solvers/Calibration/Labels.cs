using Ntk.Native;

namespace Ntk.Solvers.Calibration;

/// <summary>Classes of rows.</summary>
internal static class Labels
{
    /// <summary>Requires a label for each of at least one row, from 0 to one less than the number of classes, of which there are at least two.</summary>
    /// <exception cref="DimensionMismatchException">One is missing or out of range.</exception>
    public static void Require(ReadOnlySpan<int> labels, int rows, int classes)
    {
        if (rows == 0 || classes < 2 || labels.Length != rows)
            throw new DimensionMismatchException($"{labels.Length} labels do not fit {rows} rows of {classes} classes; at least one row and two classes are needed.");
        for (int row = 0; row < rows; row++)
        {
            if ((uint)labels[row] >= (uint)classes)
                throw new DimensionMismatchException($"The label of row {row} is {labels[row]}; with {classes} classes it must be 0 to {classes - 1}.");
        }
    }
}
