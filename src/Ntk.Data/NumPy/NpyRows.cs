namespace Ntk.Data;

/// <summary>Copies consecutive rows of an array that may be larger than any array of .NET: the source of a file that is written row by row.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="firstRow">Zero-based row to begin with.</param>
/// <param name="rows">To be filled with whole rows, each of as many elements as the product of all lengths of the shape but the first.</param>
public delegate void NpyRows<T>(nint firstRow, Span<T> rows)
    where T : unmanaged;
