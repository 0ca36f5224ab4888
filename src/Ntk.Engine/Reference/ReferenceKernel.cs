using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Reference;

/// <summary>
/// The kernels of a network in double-double, by the recursion of textbooks (Lee et al. 2018, Jacot et al. 2018, Arora et al. 2019, Novak et al. 2019) on the covariances of all pairs
/// of pixels: slow, and independent of the engine it judges. Parameters and inputs count as exactly the numbers given, and so do their squares and means.
/// <para>
/// Beside K travel the distances E[(u − v)²] and E[(u + v)²], so that near duplicates keep their digits: the relative error of an entry, of √(v(x,x)·v(x',x')), is of the order of 1e-31
/// times the number of layers for networks of linear layers and of activations with two linear pieces. Behind a pool or a smooth activation a distance is a difference of variances, and an
/// angle that a later ReLU measures between inputs at a relative distance δ is good to 1e-31/δ.
/// </para>
/// </summary>
/// <param name="network">The network; its activations must have closed duals.</param>
/// <param name="threadCount">Number of threads, ≥ 1; null for all processors.</param>
public sealed class ReferenceKernel(Network network, int? threadCount = null)
{
    // Beyond, low parts of products leave the range of double.
    private const double Largest = 1e140;

    private readonly int threads = threadCount is null or >= 1
        ? threadCount ?? Environment.ProcessorCount
        : throw new ArgumentOutOfRangeException(nameof(threadCount), threadCount, "There must be at least one thread.");

    /// <summary>K and Θ of all pairs of rows of one set of inputs.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="inputs">Rows × features, or rows × height × width × channels, or rows × width × channels.</param>
    /// <param name="cancellation">Stops the work between two pairs.</param>
    /// <exception cref="NetworkException">The network has no kernel.</exception>
    /// <exception cref="ReferenceLayerException">An activation has no closed dual.</exception>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    /// <exception cref="ReferenceRangeException">An input is neither zero nor of magnitudes from 1e-60 to 1e60.</exception>
    /// <exception cref="ReferenceOverflowException">A kernel is not finite, or above 1e140.</exception>
    /// <exception cref="AllocationException">There is not enough memory; said before any work.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public ReferenceResult Build<T>(ReadOnlyTensorSpan<T> inputs, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReferenceProgram program = Compile(inputs);
        ReferenceRow[] rows = ReferenceRow.Split(inputs, program.Input, "The input");
        RequireMemory(program, rows.Length, rows.Length);
        var result = new ReferenceResult(new(rows.Length, rows.Length, isSymmetric: true), new(rows.Length, rows.Length, isSymmetric: true));
        RowTrace[] traces = Trace(program, rows, (row, kernel) =>
        {
            Set(result, row, row, kernel);
            SetDiagonal(result, row, kernel, isColumn: false);
        }, cancellation);
        ParallelBlocks.Run(rows.Length, threads, row =>
        {
            for (int column = row + 1; column < rows.Length; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                PairKernel kernel = program.Evaluate(traces[row], traces[column]);
                Set(result, row, column, kernel);
                Set(result, column, row, kernel);
            }
        }, cancellation);
        return result;
    }

    /// <summary>K and Θ of all pairs of a row of the first and a row of the second inputs.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="first">Rows × features, or images or signals.</param>
    /// <param name="second">Columns × features, the same features.</param>
    /// <param name="cancellation">Stops the work between two pairs.</param>
    /// <inheritdoc cref="Build{T}(ReadOnlyTensorSpan{T}, CancellationToken)" path="/exception"/>
    /// <exception cref="DimensionMismatchException">The inputs have different features.</exception>
    public ReferenceResult Build<T>(ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReferenceProgram program = Compile(first);
        if (Compile(second).Input is var other && other != program.Input)
            throw new DimensionMismatchException($"The first inputs are of {program.Input}, the second of {other}.");
        ReferenceRow[] rows = ReferenceRow.Split(first, program.Input, "The first input"), columns = ReferenceRow.Split(second, program.Input, "The second input");
        RequireMemory(program, rows.Length, columns.Length);
        var result = new ReferenceResult(new(rows.Length, columns.Length, isSymmetric: false), new(rows.Length, columns.Length, isSymmetric: false));
        RowTrace[] rowTraces = Trace(program, rows, (row, kernel) => SetDiagonal(result, row, kernel, isColumn: false), cancellation);
        RowTrace[] columnTraces = Trace(program, columns, (column, kernel) => SetDiagonal(result, column, kernel, isColumn: true), cancellation);
        ParallelBlocks.Run(rows.Length, threads, row =>
        {
            for (int column = 0; column < columns.Length; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                Set(result, row, column, program.Evaluate(rowTraces[row], columnTraces[column]));
            }
        }, cancellation);
        return result;
    }

    /// <summary>Checks the network as the engine does, then makes the recursion of it.</summary>
    private ReferenceProgram Compile<T>(ReadOnlyTensorSpan<T> inputs)
        where T : unmanaged
    {
        if (inputs.Rank < 1)
            throw new DimensionMismatchException("Inputs must have rows: a tensor of rows × features.");
        return new(network, KernelProgram.Compile(network, KernelOutputs.Both, inputs.Lengths[1..]).Input);
    }

    private void RequireMemory(ReferenceProgram program, int rows, int columns)
    {
        // A step holds what it reads, a residual block's other branch and what it makes.
        const int LiveValues = 4, EntryBytes = 4 * sizeof(double);
        MemoryCheck.Require(LiveValues * threads * program.LargestValueBytes + (Int128)rows * columns * EntryBytes);
    }

    private RowTrace[] Trace(ReferenceProgram program, ReferenceRow[] rows, Action<int, PairKernel> found, CancellationToken cancellation)
    {
        var traces = new RowTrace[rows.Length];
        ParallelBlocks.Run(rows.Length, threads, row =>
        {
            (traces[row], PairKernel kernel) = program.Trace(rows[row]);
            found(row, kernel);
        }, cancellation);
        return traces;
    }

    private static void Set(ReferenceResult result, int row, int column, PairKernel kernel)
    {
        DoubleDouble covariance = kernel.Covariance;
        if (!IsInRange(covariance) || !IsInRange(kernel.Tangent))
            throw new ReferenceOverflowException(row, column, IsInRange(covariance) ? kernel.Tangent.High : covariance.High);
        result.Nngp[row, column] = covariance;
        result.Ntk[row, column] = kernel.Tangent;
    }

    private static bool IsInRange(DoubleDouble value) => Math.Abs(value.High) <= Largest;

    private static void SetDiagonal(ReferenceResult result, int index, PairKernel kernel, bool isColumn)
    {
        (isColumn ? result.Nngp.ColumnDiagonal : result.Nngp.RowDiagonal)[index] = kernel.Covariance;
        (isColumn ? result.Ntk.ColumnDiagonal : result.Ntk.RowDiagonal)[index] = kernel.Tangent;
    }
}
