using System.Numerics;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Cuts a program into chains of steps that stay within a plane. A chain ends at a pool, at a readout, before a convolution that wraps around, and at the result.
/// </summary>
internal sealed class PlaneProgramBuilder<T, TLane, TFirst>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    private readonly PlaneModel model;
    private readonly Dictionary<int, int> stores = [];
    private readonly List<PlaneStoreShape> shapes = [];
    private readonly List<PlaneChain<T>> chains = [];
    private int registers = 1;
    private int prepared;

    private PlaneProgramBuilder(PlaneModel model) => this.model = model;

    /// <summary>The program for the kernel entries of pairs.</summary>
    public static PlaneProgram<T> ForResult(PlaneModel model, ImageSet<T> first, ImageSet<T> second)
    {
        var builder = new PlaneProgramBuilder<T, TLane, TFirst>(model);
        int value = model.Program.ValueCount - 1;
        builder.AddChains(model.Required, value, readout => new(first.Excess[readout]!, second.Excess[readout]!));
        builder.AddChain(value, [PixelOffset.Zero], new ResultSink<T>(model.Scales[value], first.States[value]!, second.States[value]!));
        return builder.Finish(CpuProfile.FirstImages);
    }

    /// <summary>The program for the sums of a pool or a readout over pairs of pixels of the same image, kept in the last store.</summary>
    public static PlaneProgram<T> ForSums(PlaneModel model, int value, Func<int, int, PlaneSink<T>> makeSink)
    {
        var builder = new PlaneProgramBuilder<T, TLane, TFirst>(model);
        KernelProgram program = model.Program;
        int source = program.Operations[value - 1].Sources[0];
        IEnumerable<PixelOffset> offsets = program.Operations[value - 1] is ReadoutOperation
            ? OffsetRequirements.All(program.Shapes[source]).Where(offset => offset.Y > 0 || (offset.Y == 0 && offset.X >= 0))
            : OffsetRequirements.Of(program, value, [PixelOffset.Zero])[source]!;
        HashSet<PixelOffset>?[] required = OffsetRequirements.Of(program, source, offsets);
        builder.AddChains(required, source, _ => throw new InvalidOperationException("A readout comes after all pixels."));
        int store = builder.AddShape(value, [PixelOffset.Zero]);
        builder.AddChain(source, required[source]!, makeSink(store, source));
        return builder.Finish(firstImages: 0);
    }

    /// <summary>Adds the chains of all values that have to be kept whole on the way to a value.</summary>
    private void AddChains(HashSet<PixelOffset>?[] required, int value, Func<int, ReadoutExcess> excess)
    {
        for (int kept = 1; kept <= value; kept++)
        {
            if (required[kept] is not { } offsets)
                continue;
            KernelOperation operation = model.Program.Operations[kept - 1];
            int source = operation.Sources[0];
            PlaneParts parts = model.Parts[source];
            switch (operation)
            {
                case PoolOperation pool:
                    int pooled = AddShape(kept, offsets);
                    AddChain(source, required[source]!, new PoolSink<T, TLane, TFirst>(
                        model.Program.Shapes[source], model.Program.Shapes[kept], pool.Window, pooled, Order(offsets), kept, parts));
                    stores[kept] = pooled;
                    break;
                case ReadoutOperation readout:
                    int whole = AddShape(kept, offsets);
                    AddChain(source, required[source]!, new ReadoutSink<T, TLane>(readout.Kind, model.Program.Shapes[source], whole, excess(kept), parts));
                    stores[kept] = whole;
                    break;
                case ConvolutionOperation { Filter.Padding: Padding.Circular } when !stores.ContainsKey(source):
                    int unwrapped = AddShape(source, required[source]!);
                    AddChain(source, required[source]!, new StoreSink<T>(model.Program.Shapes[source], unwrapped, parts));
                    stores[source] = unwrapped;
                    break;
            }
        }
    }

    private int AddShape(int value, IEnumerable<PixelOffset> offsets)
    {
        shapes.Add(new(model.Program.Shapes[value], Order(offsets)));
        return shapes.Count - 1;
    }

    private void AddChain(int value, IEnumerable<PixelOffset> offsets, PlaneSink<T> sink)
    {
        ChainBuilder<T, TLane, TFirst> chain = ChainBuilder<T, TLane, TFirst>.Build(model, stores, value);
        registers = Math.Max(registers, chain.Registers);
        prepared = Math.Max(prepared, chain.Prepared);
        chains.Add(new(chain.Steps, chain.Result, Order(offsets), sink));
    }

    private PlaneProgram<T> Finish(int firstImages)
    {
        KernelProgram program = model.Program;
        int cells = program.Shapes.Max(shape => shape.Pixels);
        int ringCells = program.Operations.OfType<ConvolutionOperation>()
            .Select(convolution => ConvolutionStep<T, TLane>.WindowCells(program.Shapes[convolution.Source], convolution.Filter))
            .Append(CpuProfile.RingBytes / (TLane.Count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()))
            .Max();
        long groupCells = (long)registers * cells + shapes.Sum(shape => shape.Cells);
        int groups = firstImages == 0 ? 1 : CpuProfile.PlaneGroups(2L * groupCells * TLane.Count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        return new(chains, shapes, new(TLane.Count, groups, firstImages, registers, cells, ringCells, prepared));
    }

    private static PixelOffset[] Order(IEnumerable<PixelOffset> offsets) => [.. offsets.OrderBy(offset => offset.Y).ThenBy(offset => offset.X)];
}
