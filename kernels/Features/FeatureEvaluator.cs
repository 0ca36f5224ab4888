using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;
using Ntk.Native;

namespace Ntk.Kernels.Features;

/// <summary>Evaluates tiles of fully-connected kernels on devices: products, then all layers, block by block of the tile.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class FeatureEvaluator<T> : ITileEvaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Most columns of a block, so that it has many rows.</summary>
    private const int MostColumns = 4096;

    /// <summary>Most rows of a block: one group each along an axis of the grid, of which CUDA takes 65,535.</summary>
    private const int MostRows = 1 << 15;

    private readonly List<IDisposable> owned = [];
    private readonly KernelOutputs outputs;
    private readonly RowStates diagonal;
    private readonly HostScale? nngpScale;
    private readonly HostScale? ntkScale;
    private readonly SlotPool<FeatureSlot<T>> slots;

    public FeatureEvaluator(
        IReadOnlyList<ComputeDevice> devices, KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
    {
        outputs = program.Outputs;
        try
        {
            (InputRows<T> a, InputRows<T>? b, NativeBuffer<T> centre) = InputRows<T>.Prepare(first, second, isSymmetric, threads);
            using NativeBuffer<T> common = centre;
            using InputRows<T> firstRows = a;
            using InputRows<T> secondRows = b ?? a;
            using FeatureProgram<T> compiled = FeatureCompiler<T>.Compile(program, firstRows.States, secondRows.States);
            diagonal = compiled.First;
            nngpScale = HostScale.For<T>(compiled.First.Variance, compiled.Second.Variance);
            ntkScale = HostScale.For<T>(compiled.First.Tangent, compiled.Second.Tangent);
            var ready = new List<FeatureSlot<T>>();
            foreach (ComputeDevice device in devices)
            {
                var data = new FeatureDevice<T>(device, compiled, firstRows, secondRows, common, program, nngpScale is not null, ntkScale is not null);
                owned.Add(data);
                for (int k = 0; k < SlotPool<FeatureSlot<T>>.SlotsPerDevice; k++)
                    ready.Add(new(data));
            }

            slots = new(ready);
        }
        catch
        {
            Release();
            throw;
        }
    }

    public int ColumnGranularity => 1;

    public ReadOnlySpan<double> FirstVariance => diagonal.Variance;

    public ReadOnlySpan<double> FirstTangent => diagonal.Tangent;

    public unsafe void Evaluate(TileRange tile, bool lowerOnly, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        fixed (T* nngpStart = &nngp.First, ntkStart = &ntk.First)
        {
            var targets = new Targets(new(nngpStart, nngp.Stride), new(ntkStart, ntk.Stride));
            slots.Use(slot => Evaluate(slot, tile, lowerOnly, targets));
        }
    }

    public void Dispose()
    {
        slots.Dispose();
        Release();
    }

    private void Evaluate(FeatureSlot<T> slot, TileRange tile, bool lowerOnly, Targets targets)
    {
        int columns = Math.Min(tile.ColumnCount, MostColumns);
        int rows = columns == 0 ? 1 : Math.Min(MostRows, FeatureSlot<T>.MostEntries / columns);
        for (int row = 0; row < tile.RowCount; row += rows)
        {
            for (int column = 0; column < tile.ColumnCount; column += columns)
            {
                var block = new TileRange(
                    tile.FirstRow + row, Math.Min(rows, tile.RowCount - row), tile.FirstColumn + column, Math.Min(columns, tile.ColumnCount - column));
                if (lowerOnly && block.FirstColumn >= block.FirstRow + block.RowCount - 1)
                    continue;
                Evaluate(slot, block);
                if (outputs.HasFlag(KernelOutputs.Nngp))
                    targets.Nngp.Write(slot.HostNngp, block, tile, lowerOnly, nngpScale);
                if (outputs.HasFlag(KernelOutputs.Ntk))
                    targets.Ntk.Write(slot.HostNtk, block, tile, lowerOnly, ntkScale);
            }
        }
    }

    private void Evaluate(FeatureSlot<T> slot, TileRange block)
    {
        long entries = (long)block.RowCount * block.ColumnCount;
        slot.Data.Device.Queue(() =>
        {
            slot.Data.Launch(slot, block);
            if (outputs.HasFlag(KernelOutputs.Nngp))
                slot.HostNngp.Read(slot.Stream, slot.Nngp, entries);
            if (outputs.HasFlag(KernelOutputs.Ntk))
                slot.HostNtk.Read(slot.Stream, slot.Ntk, entries);
        });
        slot.Data.Device.Guard(slot.Stream.Synchronize);
    }

    private void Release()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
    }

    private readonly record struct Targets(TileTarget<T> Nngp, TileTarget<T> Ntk);
}
