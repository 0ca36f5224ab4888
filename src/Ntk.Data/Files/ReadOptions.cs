namespace Ntk.Data;

/// <summary>Limits that every reader of this library keeps.</summary>
public sealed record ReadOptions
{
    /// <summary>The options used where none are given.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>
    /// The most bytes one read may bring into memory: the array it returns, working copies included, and the text that a compressed file expands to.
    /// By default half of the memory the process may use.
    /// </summary>
    public long MaximumBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
