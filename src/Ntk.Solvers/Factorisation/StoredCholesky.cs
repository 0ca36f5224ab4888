using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// The Cholesky factor of a training kernel that is larger than the memory: L is kept in a store of tiles, and one panel of columns is in memory at a time. Of a
/// factorisation that was ended in any way, the finished panels are there when the same one is asked for again. Dispose it to close the store.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Left-looking by panels: the kernel's columns are computed when their turn comes, less the products of all panels before, so that nothing but L is ever written. With N
/// panels, about N³/6 tiles are read.
/// </remarks>
public sealed partial class StoredCholesky<T> : ISymmetricFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IStoredTiles<T> tiles;
    private readonly KernelOutputs output;
    private readonly int width;
    private readonly LinearAlgebra library;

    private StoredCholesky(IStoredTiles<T> tiles, KernelOutputs output, int order, int width, LinearAlgebra library)
    {
        this.tiles = tiles;
        this.output = output;
        this.width = width;
        this.library = library;
        Order = order;
    }

    /// <inheritdoc/>
    public int Order { get; }

    private int PanelCount => (Order + width - 1) / width;

    /// <summary>Memory of the work: a panel of the kernel, and two tiles.</summary>
    /// <param name="order">n ≥ 0.</param>
    /// <param name="panelColumns">Columns of a panel, ≥ 1.</param>
    public static Int128 WorkingBytes(int order, int panelColumns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfLessThan(panelColumns, 1);
        return ((Int128)order + 2 * (Int128)panelColumns) * panelColumns * Unsafe.SizeOf<T>();
    }

    /// <summary>Computes a training kernel panel by panel and factors it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="output">The kernel M: NNGP or NTK.</param>
    /// <param name="inputs">Training inputs: n × features.</param>
    /// <param name="ridge">λ on the diagonal, ≥ 0.</param>
    /// <param name="store">Keeps the factor; it must hold no other.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles; finished panels are kept.</param>
    /// <exception cref="ArgumentException">Both kernels were asked for, or none.</exception>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="NotPositiveDefiniteException">A pivot is not positive.</exception>
    /// <exception cref="AllocationException">There is not enough memory for a panel; said before any work.</exception>
    /// <exception cref="StoredFactorException">A tile that was kept cannot be read again.</exception>
    /// <exception cref="NtkException">The store holds another factor, or cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static StoredCholesky<T> Factor(
        Network network, KernelOutputs output, ReadOnlyTensorSpan<T> inputs, double ridge, ITileStore store, StoredCholeskyOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        output.RequireOne(nameof(output));
        options ??= new();
        DenseRows<T> rows = DenseRows<T>.Copy(inputs, "The training inputs");
        MemoryCheck.Require(WorkingBytes(rows.Count, options.PanelColumns));
        var builder = new GramBuilder<T>(network, options.Gram with { Store = null, Progress = null });
        LinearAlgebra library = options.Library ?? LinearAlgebra.Default;
        TileStoreDescription kernel = builder.Describe(rows.Span, output, options.PanelColumns);
        string identity = string.Create(CultureInfo.InvariantCulture, $"{kernel.ProgramHash} Cholesky {ridge:R}");
        IStoredTiles<T> tiles = store.Open<T>(kernel with
        {
            ProgramHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity))),
            Backend = $"{kernel.Backend}, {library.Name}",
        });
        var factor = new StoredCholesky<T>(tiles, output, rows.Count, options.PanelColumns, library);
        try
        {
            KernelDiagonal diagonal = builder.Diagonal(rows.Span, output);
            var source = new PanelSource(builder, output, rows, [.. diagonal.Of(output)], ridge);
            bool isComplete = true;
            for (int panel = 0; panel < factor.PanelCount; panel++)
            {
                // What follows a panel that has to be computed was made from it.
                isComplete = isComplete && factor.IsKept(panel);
                if (!isComplete)
                    factor.FactorPanel(panel, source, cancellation);
                options.Progress?.Report(new(SolverStage.Factorisation, Share(panel + 1, factor.PanelCount)));
            }

            return factor;
        }
        catch
        {
            factor.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => tiles.Dispose();

    /// <summary>The share of all work that is done with so many panels: that of panel k grows as k·(N − k).</summary>
    private static double Share(int done, int count)
    {
        double x = done / (double)count;
        return x * x * (3 - 2 * x);
    }

    private bool IsKept(int panel)
    {
        using var scratch = new GramMatrix<T>(width, width);
        for (int row = panel; row < PanelCount; row++)
        {
            if (!TryLoad(row, panel, scratch))
                return false;
        }

        return true;
    }

    private void FactorPanel(int panel, PanelSource source, CancellationToken cancellation)
    {
        TileRange square = Range(panel, panel);
        using GramMatrix<T> columns = source.Columns(square.FirstColumn, square.ColumnCount, cancellation);
        using GramMatrix<T> left = new(width, width), other = new(width, width);
        for (int before = 0; before < panel; before++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMatrixSpan<T> right = Load(panel, before, left);
            for (int row = panel; row < PanelCount; row++)
            {
                ReadOnlyMatrixSpan<T> tile = row == panel ? right : Load(row, before, other);
                library.Gemm(-T.One, tile, Transpose.No, right, Transpose.Yes, T.One, BlockOf(columns, row, panel));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        MatrixSpan<T> corner = BlockOf(columns, panel, panel);
        try
        {
            library.Potrf(Triangle.Lower, corner);
        }
        catch (NotPositiveDefiniteException e)
        {
            throw new NotPositiveDefiniteException(square.FirstRow + e.PivotIndex, Order);
        }

        for (int row = panel; row < PanelCount; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            MatrixSpan<T> block = BlockOf(columns, row, panel);
            if (row > panel)
                library.Trsm(Side.Right, Triangle.Lower, Transpose.Yes, T.One, corner, block);
            Keep(row, panel, block);
        }
    }

    private MatrixSpan<T> BlockOf(GramMatrix<T> columns, int row, int panel)
    {
        TileRange range = Range(row, panel);
        return columns.AsMatrix().Block(range.FirstRow - panel * width, 0, range.RowCount, range.ColumnCount);
    }

    private TileRange Range(int row, int column)
    {
        int firstRow = row * width, firstColumn = column * width;
        return new(firstRow, Math.Min(width, Order - firstRow), firstColumn, Math.Min(width, Order - firstColumn));
    }

    private MatrixSpan<T> Load(int row, int column, GramMatrix<T> scratch)
    {
        TileRange range = Range(row, column);
        return TryLoad(row, column, scratch)
            ? scratch.AsMatrix().Block(0, 0, range.RowCount, range.ColumnCount)
            : throw new StoredFactorException(range.FirstRow, range.FirstColumn);
    }

    private bool TryLoad(int row, int column, GramMatrix<T> scratch)
    {
        TileRange range = Range(row, column);
        MatrixSpan<T> target = scratch.AsMatrix().Block(0, 0, range.RowCount, range.ColumnCount);
        return output == KernelOutputs.Ntk ? tiles.TryLoad(range, default, target) : tiles.TryLoad(range, target, default);
    }

    private void Keep(int row, int column, ReadOnlyMatrixSpan<T> block)
    {
        if (output == KernelOutputs.Ntk)
            tiles.Keep(Range(row, column), default, block);
        else
            tiles.Keep(Range(row, column), block, default);
    }

    /// <summary>Columns of the kernel from the diagonal down.</summary>
    private sealed class PanelSource(GramBuilder<T> builder, KernelOutputs output, DenseRows<T> rows, double[] diagonal, double ridge)
    {
        public GramMatrix<T> Columns(int first, int count, CancellationToken cancellation)
        {
            GramMatrix<T> columns = builder.Build(rows.Block(first, rows.Count - first), rows.Block(first, count), output, cancellation).Only();
            try
            {
                FiniteEntries.RequireKernel<T>(columns.AsMatrix(), "The training kernel");
                for (int i = 0; i < count; i++)
                    columns[i, i] = T.CreateTruncating(diagonal[first + i] + ridge);
                return columns;
            }
            catch
            {
                columns.Dispose();
                throw;
            }
        }
    }
}
