using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>
/// A symmetric Gram matrix that is never held as a whole: its tiles are computed when they are needed, as often as they are, and handed to whoever needs them. Dispose it
/// to free what was prepared of the inputs.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GramTiles<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ITileEvaluator<T> evaluator;
    private readonly TileGrid grid;
    private readonly GramOptions options;

    internal GramTiles(int order, KernelOutputs outputs, ITileEvaluator<T> evaluator, TileGrid grid, GramOptions options)
    {
        Order = order;
        Outputs = outputs;
        this.evaluator = evaluator;
        this.grid = grid;
        this.options = options;
    }

    /// <summary>Rows and columns n.</summary>
    public int Order { get; }

    /// <summary>The kernels each tile holds.</summary>
    public KernelOutputs Outputs { get; }

    /// <summary>Threads that work on tiles.</summary>
    public int ThreadCount => Math.Min(options.ResolvedThreads, Math.Max(1, grid.Tiles.Count));

    /// <summary>The diagonal of one of the kernels.</summary>
    /// <param name="output">The NNGP, or the NTK if it is among the outputs.</param>
    public ReadOnlySpan<double> Diagonal(KernelOutputs output) => output == KernelOutputs.Ntk ? evaluator.FirstTangent : evaluator.FirstVariance;

    /// <summary>Computes all tiles of the lower triangle and hands each over once, from several threads.</summary>
    /// <param name="consume">Told the thread's number, 0 … <see cref="ThreadCount"/> − 1, and the tile. Which tiles a thread gets depends on their number alone.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <exception cref="AllocationException">There is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void ForEach(GramTileConsumer<T> consume, CancellationToken cancellation = default)
    {
        var progress = new ProgressCounter(grid, options.Progress);
        int threads = ThreadCount;
        ParallelBlocks.Run(threads, threads, thread =>
        {
            using GramMatrix<T>? nngp = Scratch(KernelOutputs.Nngp);
            using GramMatrix<T>? ntk = Scratch(KernelOutputs.Ntk);
            for (int index = thread; index < grid.Tiles.Count; index += threads)
            {
                cancellation.ThrowIfCancellationRequested();
                TileRange range = grid.Tiles[index];
                var tile = new GramTile<T>(range, Block(nngp, range), Block(ntk, range));
                evaluator.Evaluate(range, lowerOnly: true, tile.Nngp, tile.Ntk);
                WriteDiagonal(range, tile.Nngp, evaluator.FirstVariance);
                WriteDiagonal(range, tile.Ntk, evaluator.FirstTangent);
                consume(thread, tile);
                progress.Complete(range);
            }
        }, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => evaluator.Dispose();

    private GramMatrix<T>? Scratch(KernelOutputs output) =>
        Outputs.HasFlag(output) ? new(Math.Min(Order, grid.TileRows), Math.Min(Order, grid.TileColumns)) : null;

    private static MatrixSpan<T> Block(GramMatrix<T>? scratch, TileRange tile) =>
        scratch is null ? default : scratch.AsMatrix().Block(0, 0, tile.RowCount, tile.ColumnCount);

    private static void WriteDiagonal(TileRange tile, MatrixSpan<T> entries, ReadOnlySpan<double> diagonal)
    {
        for (int i = Math.Max(tile.FirstRow, tile.FirstColumn); entries.Rows > 0 && i < Math.Min(tile.FirstRow + tile.RowCount, tile.FirstColumn + tile.ColumnCount); i++)
            entries[i - tile.FirstRow, i - tile.FirstColumn] = T.CreateTruncating(diagonal[i]);
    }
}

/// <summary>Takes a tile; its memory is used again afterwards.</summary>
/// <param name="thread">The thread's number.</param>
/// <param name="tile">The tile.</param>
public delegate void GramTileConsumer<T>(int thread, GramTile<T> tile)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A tile of the lower triangle.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct GramTile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal GramTile(TileRange range, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        Range = range;
        Nngp = nngp;
        Ntk = ntk;
    }

    /// <summary>Its rows and columns.</summary>
    public TileRange Range { get; }

    /// <summary>K, empty if not asked for. Of each row the entries up to the diagonal are valid: <see cref="LowerCount"/>.</summary>
    public MatrixSpan<T> Nngp { get; }

    /// <summary>Θ, likewise.</summary>
    public MatrixSpan<T> Ntk { get; }

    /// <summary>One of the two.</summary>
    /// <param name="output">The NNGP or the NTK.</param>
    public MatrixSpan<T> Entries(KernelOutputs output) => output == KernelOutputs.Ntk ? Ntk : Nngp;

    /// <summary>How many of a row's entries do not lie above the diagonal.</summary>
    /// <param name="row">Row of the tile.</param>
    public int LowerCount(int row) => Math.Clamp(Range.FirstRow + row + 1 - Range.FirstColumn, 0, Range.ColumnCount);
}
