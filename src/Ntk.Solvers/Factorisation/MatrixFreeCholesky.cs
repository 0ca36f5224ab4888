using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// Solves <c>(M + λI)·x = b</c> to the accuracy of <typeparamref name="T"/> for a training kernel that is never held in that precision: one packed factor in
/// <typeparamref name="TFactor"/>, filled tile by tile, and residuals whose tiles are computed on the fly. Of 60,000 rows that is 7.2 GB. Dispose it to free the factor.
/// </summary>
/// <typeparam name="T">The precision of the solution: double.</typeparam>
/// <typeparam name="TFactor">The precision of the factor: float.</typeparam>
public sealed class MatrixFreeCholesky<T, TFactor> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFactor : unmanaged, IBinaryFloatingPointIeee754<TFactor>
{
    private const int GradientSteps = 200;

    private readonly GramTiles<T> tiles;
    private readonly Tensor<T> inputs;
    private readonly MixedIteration<T> iteration;

    private MatrixFreeCholesky(Tensor<T> inputs, GramTiles<T> tiles, KernelOperator<T> system, ShiftedFactor<TFactor> factor, MatrixFreeOptions options)
    {
        this.inputs = inputs;
        this.tiles = tiles;
        Ridge = system.Ridge;
        iteration = new(system, factor.Inverse<T>(), options.Tolerance, GradientSteps, factorFully: null) { Shift = factor.Shift, Factor = factor.Factor, Progress = options.Progress };
    }

    /// <summary>The order n of the matrix.</summary>
    public int Order => tiles.Order;

    /// <summary>The ridge λ on the diagonal.</summary>
    public double Ridge { get; }

    /// <summary>What was added to the diagonal besides before it was factored in lower precision.</summary>
    public double Shift => iteration.Shift;

    /// <summary>Computes the training kernel in lower precision, tile by tile, and factors it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="output">The kernel M: NNGP or NTK.</param>
    /// <param name="inputs">Training inputs: n × features, at least one row.</param>
    /// <param name="ridge">What to add to the diagonal.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two tiles, and before the factorisation.</param>
    /// <exception cref="ArgumentException">Both kernels were asked for, or none.</exception>
    /// <exception cref="DimensionMismatchException">There are no training rows.</exception>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="NonFiniteValueException">An input or a kernel entry is NaN or infinite.</exception>
    /// <exception cref="NotPositiveDefiniteException">The matrix could not be factored with any shift.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MatrixFreeCholesky<T, TFactor> Factor(
        Network network, KernelOutputs output, ReadOnlyTensorSpan<T> inputs, Ridge ridge, MatrixFreeOptions? options = null, CancellationToken cancellation = default)
    {
        output.RequireOne(nameof(output));
        options ??= new();
        DenseRows<T> rows = DenseRows<T>.Copy(inputs, "The training inputs");
        if (rows.Count == 0)
            throw new DimensionMismatchException("There are no training rows; at least one is needed.");
        Tensor<T> kept = rows.ToTensor();
        Tensor<TFactor> low = Tensor.ConvertTruncating<T, TFactor>(kept);
        GramTiles<T> tiles = new GramBuilder<T>(network, options.Gram).Open(kept, output);
        try
        {
            double mean = tiles.Diagonal(output).ToArray().Mean();
            var system = new KernelOperator<T>(tiles, output, ridge.Resolve(mean));
            ShiftedFactor<TFactor> factor = options.FactorStore is { } store
                ? Stored(network, output, low, system.Ridge, UnitRoundoff.Of<TFactor>() * Math.Sqrt(tiles.Order) * mean, store, options, cancellation)
                : Packed(network, output, low, system.Ridge, mean, options, cancellation);
            if (factor.Factor is null)
                throw new NotPositiveDefiniteException(0, tiles.Order);
            return new(kept, tiles, system, factor, options);
        }
        catch
        {
            tiles.Dispose();
            throw;
        }
    }

    /// <summary>Solves <c>(M + λI)·X = B</c>.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return; if an error comes out, undefined.</param>
    /// <param name="cancellation">Stops the work between two steps.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    /// <exception cref="BackwardErrorException">The solution's backward error is larger than the tolerance.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public MixedSolveReport Solve(MatrixSpan<T> b, CancellationToken cancellation = default)
    {
        Columns.RequireRows<T>(Order, b);
        FiniteEntries.Require<T>(b, "The right-hand side");
        using var solution = new GramMatrix<T>(Order, checked((int)b.Columns));
        MixedSolveReport report = iteration.Solve(b, solution.AsMatrix(), cancellation);
        Columns.Copy(solution.AsMatrix(), b);
        FiniteEntries.Require<T>(b, "The solution of the linear system");
        GC.KeepAlive(inputs);
        return report with { Ridge = Ridge };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tiles.Dispose();
        iteration.Dispose();
    }

    private static ShiftedFactor<TFactor> Packed(
        Network network, KernelOutputs output, Tensor<TFactor> inputs, double ridge, double meanDiagonal, MatrixFreeOptions options, CancellationToken cancellation)
    {
        int order = (int)inputs.Lengths[0];
        MemoryCheck.Require((Int128)order * (order + 2) / 2 * Unsafe.SizeOf<TFactor>());
        using GramTiles<TFactor> tiles = new GramBuilder<TFactor>(network, options.Gram).Open(inputs, output);
        return ShiftedFactor<TFactor>.Of(
            order, meanDiagonal, (packed, shift) => packed.Fill(tiles, output, ridge + shift, cancellation), options.Library ?? LinearAlgebra.Default);
    }

    /// <summary>A factor on disk cannot be tried with one shift after another: that of the rounding errors' size is in it from the start.</summary>
    private static ShiftedFactor<TFactor> Stored(
        Network network, KernelOutputs output, Tensor<TFactor> inputs, double ridge, double shift, ITileStore store, MatrixFreeOptions options, CancellationToken cancellation)
    {
        var stored = new StoredCholeskyOptions { Gram = options.Gram, Library = options.Library, PanelColumns = options.PanelColumns, Progress = options.FactorProgress };
        return new(StoredCholesky<TFactor>.Factor(network, output, inputs, ridge + shift, store, stored, cancellation), shift);
    }
}
