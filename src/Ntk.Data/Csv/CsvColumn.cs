namespace Ntk.Data;

/// <summary>A column of a CSV file, given by the name in its header or by its position: <c>"class"</c>, <c>0</c> or <c>^1</c> for the last.</summary>
/// <param name="Name">The name, compared exactly; null to go by position.</param>
/// <param name="Index">The position, where there is no name.</param>
public readonly record struct CsvColumn(string? Name, Index Index)
{
    /// <summary>A column by its name.</summary>
    /// <param name="name">The name.</param>
    public static implicit operator CsvColumn(string name) => new(name, default);

    /// <summary>A column by its zero-based position.</summary>
    /// <param name="index">The position.</param>
    public static implicit operator CsvColumn(int index) => new(null, index);

    /// <summary>A column by its position from either end.</summary>
    /// <param name="index">The position.</param>
    public static implicit operator CsvColumn(Index index) => new(null, index);

    /// <inheritdoc/>
    public override string ToString() => Name ?? Index.ToString();
}
