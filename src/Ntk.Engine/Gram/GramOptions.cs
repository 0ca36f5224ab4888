using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>How a Gram matrix is computed; none of it changes a bit of the result on the CPU.</summary>
public sealed record GramOptions
{
    /// <summary>Number of threads, ≥ 1; null for all processors.</summary>
    public int? ThreadCount
    {
        get;
        init
        {
            if (value is { } threads)
                ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>Rows of a tile, ≥ 1; null for a number that makes a tile about a second of work, 32 to 256.</summary>
    public int? TileRows
    {
        get;
        init
        {
            if (value is { } rows)
                ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>Columns of a tile, ≥ 1, rounded up to what the backend wants; null for a number that makes a tile about a second of work, 32 to 512.</summary>
    public int? TileColumns
    {
        get;
        init
        {
            if (value is { } columns)
                ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>Told after each tile, from any of the threads.</summary>
    public IProgress<GramProgress>? Progress { get; init; }

    /// <summary>
    /// Keeps each finished tile, and gives back those kept before, so that a build which was ended can be continued; null to keep none.
    /// A store holds one matrix.
    /// </summary>
    public ITileStore? Store { get; init; }

    /// <summary>What evaluates the tiles.</summary>
    public IKernelBackend Backend { get; init; } = CpuBackend.Instance;

    /// <summary>The number of threads to use.</summary>
    internal int ResolvedThreads => ThreadCount ?? Environment.ProcessorCount;
}

/// <summary>How far a Gram matrix has come.</summary>
/// <param name="CompletedTiles">Tiles done.</param>
/// <param name="TotalTiles">Tiles in all.</param>
/// <param name="CompletedEntries">Entries evaluated.</param>
/// <param name="TotalEntries">Entries to evaluate in all; about half of the matrix if it is symmetric.</param>
public readonly record struct GramProgress(int CompletedTiles, int TotalTiles, long CompletedEntries, long TotalEntries);
