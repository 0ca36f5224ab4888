using Ntk.Native;

namespace Ntk.Engine.Reference;

/// <summary>The reference has no closed form for a layer, or a parameter is beyond what it can evaluate.</summary>
/// <param name="layer">The layer and its place.</param>
/// <param name="cause">What the reference cannot do, and what it can.</param>
public sealed class ReferenceLayerException(string layer, string cause) : NtkException($"{layer}: {cause}")
{
    /// <summary>The layer and its place, such as "Layer 2 (tanh)".</summary>
    public string Layer { get; } = layer;
}

/// <summary>The numbers of an input leave the range in which double-double keeps its digits.</summary>
/// <param name="operand">Which inputs.</param>
/// <param name="row">Zero-based row.</param>
/// <param name="largest">The largest magnitude in it.</param>
public sealed class ReferenceRangeException(string operand, long row, double largest)
    : NtkException($"{operand} has in row {row} numbers up to {largest:G3}; the reference in double-double takes 0 and from 1e-60 to 1e60. Scale the inputs.")
{
    /// <summary>Zero-based row.</summary>
    public long Row { get; } = row;

    /// <summary>The largest magnitude in the row.</summary>
    public double Largest { get; } = largest;
}

/// <summary>A kernel left the range in which double-double keeps its digits.</summary>
/// <param name="row">Zero-based row.</param>
/// <param name="column">Zero-based column.</param>
/// <param name="value">The entry, rounded to double.</param>
public sealed class ReferenceOverflowException(long row, long column, double value)
    : NtkException($"The reference kernel of row {row} and column {column} is {value}, beyond what double-double holds (1e140). Scale the inputs or lower the layers' parameters.")
{
    /// <summary>Zero-based row.</summary>
    public long Row { get; } = row;

    /// <summary>Zero-based column.</summary>
    public long Column { get; } = column;
}
