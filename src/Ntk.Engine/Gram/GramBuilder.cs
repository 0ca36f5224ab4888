using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Gram;

/// <summary>Computes the NNGP and NTK Gram matrices of a network.</summary>
/// <typeparam name="T">float or double: the type of the inputs, of the arithmetic on entries and of the result.</typeparam>
/// <param name="network">The network.</param>
/// <param name="options">Threads, tiles, progress; null for the defaults.</param>
public sealed class GramBuilder<T>(Network network, GramOptions? options = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramOptions options = options ?? new GramOptions();

    /// <summary>K and Θ of all pairs of rows of one set of inputs.</summary>
    /// <param name="inputs">Rows × features; features may have several dimensions.</param>
    /// <param name="outputs">The kernels asked for.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <returns>Symmetric matrices of rows × rows, both triangles filled.</returns>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="NtkException">The store of the options holds tiles of another matrix, or cannot keep one; its own exceptions say which.</exception>
    public GramResult<T> Build(ReadOnlyTensorSpan<T> inputs, KernelOutputs outputs = KernelOutputs.Both, CancellationToken cancellation = default) =>
        Build(inputs, default, isSymmetric: true, outputs, cancellation);

    /// <summary>K and Θ of all pairs of a row of the first and a row of the second inputs.</summary>
    /// <param name="first">Rows × features.</param>
    /// <param name="second">Columns × features, the same features.</param>
    /// <param name="outputs">The kernels asked for.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <returns>Matrices of rows × columns.</returns>
    /// <inheritdoc cref="Build(ReadOnlyTensorSpan{T}, KernelOutputs, CancellationToken)" path="/exception"/>
    /// <exception cref="DimensionMismatchException">The inputs have different features.</exception>
    public GramResult<T> Build(ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, KernelOutputs outputs = KernelOutputs.Both, CancellationToken cancellation = default) =>
        Build(first, second, isSymmetric: false, outputs, cancellation);

    /// <summary>Prepares the symmetric Gram matrix of one set of inputs, to be computed tile by tile, as often as needed, and never held as a whole.</summary>
    /// <param name="inputs">Rows × features; they must not change while tiles are computed.</param>
    /// <param name="outputs">The kernels asked for.</param>
    /// <returns>The tiles, to be disposed of.</returns>
    /// <inheritdoc cref="Build(ReadOnlyTensorSpan{T}, KernelOutputs, CancellationToken)" path="/exception"/>
    public GramTiles<T> Open(ReadOnlyTensorSpan<T> inputs, KernelOutputs outputs = KernelOutputs.Both)
    {
        KernelProgram program = Compile(inputs, outputs);
        int order = checked((int)inputs.Lengths[0]);
        GramPlan plan = GramPlan.For<T>(program, order, order, isSymmetric: true, options);
        MemoryCheck.Require(plan.WorkingBytes);
        ITileEvaluator<T> evaluator = options.Backend.Prepare(program, inputs, default, isSymmetric: true, options.ResolvedThreads);
        return new(order, outputs, evaluator, new TileGrid(order, order, isSymmetric: true, options, evaluator.ColumnGranularity, plan.FlopsPerEntry), options);
    }

    /// <summary>Describes the symmetric Gram matrix of one set of inputs, cut into square tiles: what a store needs to know to keep it, or something made of it.</summary>
    /// <param name="inputs">Rows × features.</param>
    /// <param name="outputs">The kernels asked for.</param>
    /// <param name="tileSize">Rows and columns of a tile, ≥ 1.</param>
    public TileStoreDescription Describe(ReadOnlyTensorSpan<T> inputs, KernelOutputs outputs, int tileSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 1);
        return TileStoreDescription.For(network, outputs, inputs, default, isSymmetric: true, tileSize, tileSize, options.Backend);
    }

    /// <summary>K(x,x) and Θ(x,x) of each row, at the cost of the rows alone.</summary>
    /// <inheritdoc cref="Build(ReadOnlyTensorSpan{T}, KernelOutputs, CancellationToken)" path="/exception"/>
    public KernelDiagonal Diagonal(ReadOnlyTensorSpan<T> inputs, KernelOutputs outputs = KernelOutputs.Both)
    {
        using ITileEvaluator<T> evaluator = options.Backend.Prepare(Compile(inputs, outputs), inputs, default, isSymmetric: true, options.ResolvedThreads);
        return new([.. evaluator.FirstVariance], outputs.HasFlag(KernelOutputs.Ntk) ? [.. evaluator.FirstTangent] : []);
    }

    /// <summary>What a matrix of the given shape will take.</summary>
    /// <param name="rows">Rows of the first inputs.</param>
    /// <param name="columns">Rows of the second inputs; null for a symmetric matrix.</param>
    /// <param name="inputLengths">The dimensions of one input: its features, or height, width and channels.</param>
    /// <param name="outputs">The kernels asked for.</param>
    public GramPlan Plan(int rows, int? columns, ReadOnlySpan<nint> inputLengths, KernelOutputs outputs = KernelOutputs.Both) =>
        GramPlan.For<T>(KernelProgram.Compile(network, outputs, inputLengths), rows, columns ?? rows, columns is null, options);

    /// <summary>What a matrix of the given shape will take, for inputs of a number of features.</summary>
    /// <param name="rows">Rows of the first inputs.</param>
    /// <param name="columns">Rows of the second inputs; null for a symmetric matrix.</param>
    /// <param name="featureCount">Features of an input.</param>
    /// <param name="outputs">The kernels asked for.</param>
    public GramPlan Plan(int rows, int? columns, int featureCount, KernelOutputs outputs = KernelOutputs.Both) => Plan(rows, columns, [featureCount], outputs);

    private GramResult<T> Build(ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, KernelOutputs outputs, CancellationToken cancellation)
    {
        KernelProgram program = Compile(first, outputs);
        if (!isSymmetric && second.Rank < 1)
            throw new DimensionMismatchException("The second inputs must have rows: a tensor of rows × features.");
        if (!isSymmetric && InputShape.For(network, second.Lengths[1..]) is var other && other != program.Input)
            throw new DimensionMismatchException($"The first inputs are of {program.Input}, the second of {other}.");
        int rows = checked((int)first.Lengths[0]);
        int columns = isSymmetric ? rows : checked((int)second.Lengths[0]);
        GramPlan plan = GramPlan.For<T>(program, rows, columns, isSymmetric, options);
        MemoryCheck.Require(plan.ResultBytes + plan.WorkingBytes);

        GramMatrix<T>? nngp = outputs.HasFlag(KernelOutputs.Nngp) ? new(rows, columns) : null;
        GramMatrix<T>? ntk = outputs.HasFlag(KernelOutputs.Ntk) ? new(rows, columns) : null;
        var result = new GramResult<T>(nngp, ntk);
        try
        {
            using ITileEvaluator<T> evaluator = options.Backend.Prepare(program, first, second, isSymmetric, options.ResolvedThreads);
            var grid = new TileGrid(rows, columns, isSymmetric, options, evaluator.ColumnGranularity, plan.FlopsPerEntry);
            using IStoredTiles<T>? stored = options.Store?.Open<T>(TileStoreDescription.For(network, outputs, first, second, isSymmetric, grid.TileRows, grid.TileColumns, options.Backend));
            var progress = new ProgressCounter(grid, options.Progress);
            ParallelBlocks.Run(
                grid.Tiles.Count,
                options.ResolvedThreads,
                index =>
                {
                    LoadOrEvaluate(stored, evaluator, grid.Tiles[index], isSymmetric, nngp, ntk);
                    progress.Complete(grid.Tiles[index]);
                },
                cancellation);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void LoadOrEvaluate(
        IStoredTiles<T>? stored, ITileEvaluator<T> evaluator, TileRange tile, bool isSymmetric, GramMatrix<T>? nngp, GramMatrix<T>? ntk)
    {
        bool isLoaded = stored?.TryLoad(tile, Block(nngp, tile), Block(ntk, tile)) ?? false;
        if (!isLoaded)
            evaluator.Evaluate(tile, isSymmetric, Block(nngp, tile), Block(ntk, tile));
        if (isSymmetric)
        {
            Symmetry.Complete(nngp, tile, evaluator.FirstVariance);
            Symmetry.Complete(ntk, tile, evaluator.FirstTangent);
        }
        if (!isLoaded)
            stored?.Keep(tile, Block(nngp, tile), Block(ntk, tile));
    }

    private static MatrixSpan<T> Block(GramMatrix<T>? matrix, TileRange tile) =>
        matrix is null ? default : matrix.AsMatrix().Block(tile.FirstRow, tile.FirstColumn, tile.RowCount, tile.ColumnCount);

    private KernelProgram Compile(ReadOnlyTensorSpan<T> inputs, KernelOutputs outputs)
    {
        if (inputs.Rank < 1)
            throw new DimensionMismatchException("Inputs must have rows: a tensor of rows × features.");
        return KernelProgram.Compile(network, outputs, inputs.Lengths[1..]);
    }
}
