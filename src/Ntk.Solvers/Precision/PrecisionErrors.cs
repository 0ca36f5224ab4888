using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>An entry of a matrix is too large for a storage format.</summary>
/// <param name="format">The format.</param>
/// <param name="row">Zero-based row.</param>
/// <param name="column">Zero-based column.</param>
/// <param name="value">The entry.</param>
public sealed class StorageOverflowException(StorageFormat format, long row, long column, double value)
    : NtkException($"The entry {value:G6} in row {row}, column {column} is beyond the format {format?.Name}, whose largest number is {format?.LargestFinite:G6}. Scale the matrix down, or keep it in bfloat16 or float32.")
{
    /// <summary>Zero-based row of the first such entry.</summary>
    public long Row { get; } = row;

    /// <summary>Zero-based column of the first such entry.</summary>
    public long Column { get; } = column;

    /// <summary>The entry.</summary>
    public double Value { get; } = value;
}
