using System.Collections.Concurrent;
using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>
/// Evaluates tiles on the CPU: the inputs' products by a matrix product, then strip by strip all layers while the strip is in the cache.
/// </summary>
/// <remarks>
/// An entry's bits depend on its two inputs and the common centre alone: the managed product adds up over the features in an
/// order of its own, and everything after it is element-wise.
/// </remarks>
internal sealed unsafe class CpuTileEvaluator<T, TLane> : ITileEvaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private static readonly ManagedLinearAlgebra Products = new() { ThreadCount = 1 };

    private readonly KernelProgram program;
    private readonly InputRows<T> first;
    private readonly InputRows<T> second;
    private readonly NativeBuffer<T> centre;
    private readonly StripProgram<T> strips;
    private readonly OutputScale<T> firstNngp;
    private readonly OutputScale<T> secondNngp;
    private readonly OutputScale<T> firstNtk;
    private readonly OutputScale<T> secondNtk;
    private readonly ConcurrentBag<Scratch> scratches = [];

    public CpuTileEvaluator(KernelProgram program, InputRows<T> first, InputRows<T> second, NativeBuffer<T> centre)
    {
        this.program = program;
        this.first = first;
        this.second = second;
        this.centre = centre;
        strips = StripCompiler<T, TLane>.Compile(program, first.States, second.States);
        firstNngp = new(strips.First.Variance);
        secondNngp = new(strips.Second.Variance);
        firstNtk = new(strips.First.Tangent);
        secondNtk = new(strips.Second.Tangent);
    }

    public int ColumnGranularity => (int)CpuProfile.PaddedCount<T>(1);

    public ReadOnlySpan<double> FirstVariance => strips.First.Variance;

    public ReadOnlySpan<double> FirstTangent => strips.First.Tangent;

    public void Evaluate(TileRange tile, bool lowerOnly, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        if (tile.RowCount == 0 || tile.ColumnCount == 0)
            return;
        if (!scratches.TryTake(out Scratch? scratch) || !scratch.Fits(tile))
        {
            scratch?.Dispose();
            scratch = new Scratch(tile, strips);
        }

        nint stride = CpuProfile.PaddedCount<T>(tile.ColumnCount);
        var products = MatrixSpan<T>.FromReference(ref *scratch.Products.Pointer, tile.RowCount, tile.ColumnCount, stride);
        Products.Gemm(
            T.One, first.Matrix(tile.FirstRow, tile.RowCount), Transpose.No, second.Matrix(tile.FirstColumn, tile.ColumnCount), Transpose.Yes, T.Zero, products);

        fixed (T* nngpStart = &nngp.First, ntkStart = &ntk.First)
            Run(tile, lowerOnly, scratch, stride, new Output(nngpStart, nngp.Stride, ntkStart, ntk.Stride));
        scratches.Add(scratch);
    }

    public void Dispose()
    {
        foreach (Scratch scratch in scratches)
            scratch.Dispose();
        strips.Dispose();
        firstNngp.Dispose();
        secondNngp.Dispose();
        firstNtk.Dispose();
        secondNtk.Dispose();
        first.Dispose();
        second.Dispose();
        centre.Dispose();
    }

    private void Run(TileRange tile, bool lowerOnly, Scratch scratch, nint stride, Output output)
    {
        Strip<T> strip = scratch.Strip;
        int width = CpuProfile.StripColumns<T>();
        for (int column = 0; column < tile.ColumnCount; column += width)
        {
            int columns = Math.Min(width, tile.ColumnCount - column);
            strip.FirstColumn = tile.FirstColumn + column;
            strip.ColumnCount = CpuProfile.PaddedCount<T>(columns);
            for (int row = 0; row < tile.RowCount; row += CpuProfile.StripRows)
            {
                strip.FirstRow = tile.FirstRow + row;
                strip.RowCount = Math.Min(CpuProfile.StripRows, tile.RowCount - row);
                if (lowerOnly && strip.FirstColumn >= strip.FirstRow + strip.RowCount)
                    continue;
                Load(strip, scratch.Products.Pointer + row * stride + column, stride);
                foreach (StripStep<T> step in strips.Steps)
                    step.Run(strip);
                Write(strip, columns, lowerOnly, row, column, output);
            }
        }
    }

    private void Load(Strip<T> strip, T* products, nint stride)
    {
        for (int row = 0; row < strip.RowCount; row++)
        {
            StripRow<T> target = strip.Row(0, row);
            InputKernel<T, TLane>.Run(products + row * stride, target, strip.ColumnCount, first, strip.FirstRow + row, second, strip.FirstColumn, centre.Pointer);
        }
    }

    private void Write(Strip<T> strip, int stripColumns, bool lowerOnly, int tileRow, int tileColumn, Output output)
    {
        for (int row = 0; row < strip.RowCount; row++)
        {
            StripRow<T> result = strip.Row(strips.ResultRegister, row);
            int global = strip.FirstRow + row;

            // Above the diagonal belongs to the mirror image, which may come from another tile.
            int columns = lowerOnly ? Math.Clamp(global - strip.FirstColumn, 0, stripColumns) : stripColumns;
            if (program.Outputs.HasFlag(KernelOutputs.Ntk))
                OutputKernel<T, TLane, GapForm>.Write(result.TangentGap, output.Ntk + (tileRow + row) * output.NtkStride + tileColumn, columns, firstNtk, global, secondNtk, strip.FirstColumn);
            if (program.Outputs.HasFlag(KernelOutputs.Nngp))
                OutputKernel<T, TLane, HaversineForm>.Write(result.Haversine, output.Nngp + (tileRow + row) * output.NngpStride + tileColumn, columns, firstNngp, global, secondNngp, strip.FirstColumn);
        }
    }

    /// <summary>Where a tile goes; null where a kernel is not asked for.</summary>
    private readonly struct Output(T* nngp, nint nngpStride, T* ntk, nint ntkStride)
    {
        public readonly T* Nngp = nngp;
        public readonly nint NngpStride = nngpStride;
        public readonly T* Ntk = ntk;
        public readonly nint NtkStride = ntkStride;
    }

    /// <summary>One thread's memory.</summary>
    private sealed class Scratch(TileRange tile, StripProgram<T> program) : IDisposable
    {
        private readonly TileRange tile = tile;

        public NativeBuffer<T> Products { get; } = new(tile.RowCount * (long)CpuProfile.PaddedCount<T>(tile.ColumnCount));

        public Strip<T> Strip { get; } = new(program.RegisterCount, program.PreparedCount);

        public bool Fits(TileRange other) => other.RowCount <= tile.RowCount && other.ColumnCount <= tile.ColumnCount;

        public void Dispose()
        {
            Products.Dispose();
            Strip.Dispose();
        }
    }
}
