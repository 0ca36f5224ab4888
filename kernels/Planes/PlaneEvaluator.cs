using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;
using Ntk.Native;
using Ntk.Native.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>
/// Evaluates tiles of kernels of images on devices. The processor prepares the images' scalars, as for itself; devices compute the distances of pairs, block by block;
/// the processor turns those into entries, and looks after pairs that float would round too much.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PlaneEvaluator<T> : ITileEvaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<IDisposable> owned = [];
    private readonly ImageSet<T>[] sets;
    private readonly ImageLayout layout;
    private readonly RowStates diagonal;
    private readonly ResultSink<T> results;
    private readonly Action<TileRange, TileOutput<T>, RowStates> refine;
    private readonly SlotPool<PlaneSlot<T>> slots;

    public PlaneEvaluator(
        IReadOnlyList<ComputeDevice> devices, KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
    {
        // Before any work: an operation may have no kernel.
        IReadOnlyList<PlaneStage> stages = PlaneStages.Of(program);
        ColumnGranularity = LaneDispatch.WidestCount<T>();
        (PlaneModel model, sets) = PlaneCompiler<T>.Compile(program, first, second, isSymmetric, ColumnGranularity, threads);
        owned.AddRange(sets);
        try
        {
            layout = ImageLayout.Of(First);
            diagonal = First.States[^1]!;
            results = new(model.Scales[^1], First.States[^1]!, Second.States[^1]!);
            refine = Refinement(program, model.InputPower);
            var ready = new List<PlaneSlot<T>>();
            foreach (ComputeDevice device in devices)
            {
                var data = new PlaneDevice<T>(device, model, layout, stages);
                owned.Add(data);
                for (int k = 0; k < SlotPool<PlaneSlot<T>>.SlotsPerDevice; k++)
                    ready.Add(new(data, layout.ScratchLength));
            }

            slots = new(ready);
        }
        catch
        {
            Release();
            throw;
        }
    }

    public int ColumnGranularity { get; }

    public ReadOnlySpan<double> FirstVariance => diagonal.Variance;

    public ReadOnlySpan<double> FirstTangent => diagonal.Tangent;

    private ImageSet<T> First => sets[0];

    private ImageSet<T> Second => sets[^1];

    public unsafe void Evaluate(TileRange tile, bool lowerOnly, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        if (tile.RowCount == 0 || tile.ColumnCount == 0)
            return;
        fixed (T* nngpStart = &nngp.First, ntkStart = &ntk.First)
        {
            var output = new TileOutput<T>(tile, lowerOnly, nngpStart, nngp.Stride, ntkStart, ntk.Stride);
            slots.Use(slot => Evaluate(slot, tile, output));
            refine(tile, output, diagonal);
        }
    }

    public void Dispose()
    {
        slots.Dispose();
        Release();
    }

    private Action<TileRange, TileOutput<T>, RowStates> Refinement(KernelProgram program, double power) => LaneDispatch.WidestBits switch
    {
        512 => new PairRefinement<T, Lane512<T>>(program, power, First, Second).Apply,
        256 => new PairRefinement<T, Lane256<T>>(program, power, First, Second).Apply,
        _ => new PairRefinement<T, Lane128<T>>(program, power, First, Second).Apply,
    };

    private void Evaluate(PlaneSlot<T> slot, TileRange tile, TileOutput<T> output)
    {
        const int Side = PlaneMemoryPlan.BlockImages;
        for (int row = tile.FirstRow; row < tile.FirstRow + tile.RowCount; row += Side)
        {
            int rows = Math.Min(Side, tile.FirstRow + tile.RowCount - row);
            Stage(slot, slot.HostFirst, First, row, rows);
            bool isNew = true;
            for (int column = tile.FirstColumn; column < tile.FirstColumn + tile.ColumnCount; column += Side)
            {
                int columns = Math.Min(Side, tile.FirstColumn + tile.ColumnCount - column);
                (int Row, int Column)[] pairs = [.. Pairs(row, rows, column, columns, output)];
                if (pairs.Length == 0)
                    continue;
                Stage(slot, slot.HostSecond, Second, column, columns);
                int firstImages = isNew ? rows : 0;
                isNew = false;
                for (int start = 0; start < pairs.Length; start += slot.Data.Memory.PairCapacity)
                {
                    bool isFirst = start == 0;
                    int count = Math.Min(slot.Data.Memory.PairCapacity, pairs.Length - start);
                    Evaluate(slot, pairs.AsSpan(start, count), row, column, isFirst ? firstImages : 0, isFirst ? columns : 0, output);
                }
            }
        }
    }

    private static IEnumerable<(int Row, int Column)> Pairs(int firstRow, int rows, int firstColumn, int columns, TileOutput<T> output)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            for (int column = firstColumn; column < firstColumn + columns; column++)
            {
                if (output.Contains(row, column))
                    yield return (row, column);
            }
        }
    }

    private unsafe void Stage(PlaneSlot<T> slot, HostStaging<T> target, ImageSet<T> set, int image, int count)
    {
        fixed (T* scratch = slot.Scratch)
        {
            for (int k = 0; k < count; k++)
                layout.Copy(set, image + k, scratch, target.Pointer + (long)k * layout.Length);
        }
    }

    private unsafe void Evaluate(PlaneSlot<T> slot, ReadOnlySpan<(int Row, int Column)> pairs, int row, int column, int newFirst, int newSecond, TileOutput<T> output)
    {
        int count = pairs.Length;
        for (int k = 0; k < count; k++)
        {
            slot.HostPairs.Pointer[2 * k] = pairs[k].Row - row;
            slot.HostPairs.Pointer[2 * k + 1] = pairs[k].Column - column;
        }

        slot.Data.Device.Queue(() =>
        {
            slot.HostFirst.Write(slot.Stream, slot.First, (long)newFirst * layout.Length);
            slot.HostSecond.Write(slot.Stream, slot.Second, (long)newSecond * layout.Length);
            slot.HostPairs.Write(slot.Stream, slot.Pairs, 2L * count);
            slot.Data.Launch(slot, count);
            slot.HostResult.Read(slot.Stream, slot.Part(PlaneMemoryPlan.Result), (long)PlaneMemory.Parts * count);
        });
        slot.Data.Device.Guard(slot.Stream.Synchronize);
        for (int k = 0; k < count; k++)
        {
            T* cell = slot.HostResult.Pointer + (long)PlaneMemory.Parts * k;
            results.Write(output, pairs[k].Row, pairs[k].Column, cell[PlaneMemory.Distance], cell[PlaneMemory.Tangent]);
        }
    }

    private void Release()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
    }
}
