using System.Numerics;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Makes the steps of one chain: from the values kept whole, or the images, to one value.</summary>
internal sealed class ChainBuilder<T, TLane, TFirst>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
{
    private readonly PlaneModel model;
    private readonly IReadOnlyDictionary<int, int> stores;
    private readonly List<Node> nodes = [];
    private readonly Dictionary<(int Value, PixelOffset Multiple), int> numbers = [];
    private readonly int[] uses;

    private ChainBuilder(PlaneModel model, IReadOnlyDictionary<int, int> stores)
    {
        this.model = model;
        this.stores = stores;
        uses = new int[model.Program.ValueCount];
        foreach (int source in model.Program.Operations.SelectMany(operation => operation.Sources))
            uses[source]++;
    }

    /// <summary>Registers the chain needs, once built.</summary>
    public int Registers { get; private set; }

    /// <summary>Steps of the chain.</summary>
    public IReadOnlyList<PlaneStep<T>> Steps { get; private set; } = [];

    /// <summary>The register of the result.</summary>
    public int Result { get; private set; }

    /// <summary>Scalars that activations prepare for a cell, at most.</summary>
    public int Prepared { get; private set; }

    /// <summary>Builds the chain that ends in a value.</summary>
    /// <param name="model">The program.</param>
    /// <param name="stores">Values kept whole, and where.</param>
    /// <param name="value">The value.</param>
    public static ChainBuilder<T, TLane, TFirst> Build(PlaneModel model, IReadOnlyDictionary<int, int> stores, int value)
    {
        var builder = new ChainBuilder<T, TLane, TFirst>(model, stores);
        int result = builder.Visit(value, new(1, 1));
        builder.Allocate(result);
        return builder;
    }

    private ImageShape Shape(int value) => model.Program.Shapes[value];

    private int Visit(int value, PixelOffset multiple)
    {
        if (numbers.TryGetValue((value, multiple), out int known))
            return known;
        Node node = stores.TryGetValue(value, out int store)
            ? new Node([], (_, target) => new LoadStep<T>(Shape(value), multiple, target, store, model.Parts[value]))
            : value == 0 ? new Node([], (_, target) => Input(multiple, target)) : Operation(value, multiple);
        nodes.Add(node);
        return numbers[(value, multiple)] = nodes.Count - 1;
    }

    private InputStep<T, TLane, TFirst> Input(PixelOffset multiple, int target)
    {
        InputShape input = model.Program.Input;
        double scale = 1.0 / input.Channels / (model.InputPower * model.InputPower) / model.Scales[0];
        return new(input.Image, multiple, target, input.Channels, scale, model.Parts[0]);
    }

    private Node Operation(int value, PixelOffset multiple)
    {
        PlaneParts parts = model.Parts[value];
        KernelOperation operation = model.Program.Operations[value - 1];
        int[] Sources() => [.. operation.Sources.Select(source => Visit(source, multiple))];
        switch (operation)
        {
            case DualOperation or NormalizeOperation:
                RowSource<T> rows = Rows(value);
                return new(Sources(), (sources, target) => new RowStep<T>(Shape(value), multiple, sources[0], target, rows));
            case AffineOperation:
                return new(Sources(), (sources, target) => new AffineStep<T, TLane>(Shape(value), multiple, sources[0], target, model.Affine(value), parts));
            case ConvolutionOperation { Filter.Padding: Padding.Circular } wrapped:
                int kept = stores[wrapped.Source];
                return new([], (_, target) => new WrappedConvolutionStep<T, TLane>(
                    Shape(wrapped.Source), Shape(value), multiple, target, kept, wrapped.Filter, model.Affine(value), parts));
            case ConvolutionOperation convolution:
                return Convolution(convolution, value, multiple);
            case DropoutOperation:
                return new(Sources(), (sources, target) => new DropoutPlaneStep<T, TLane, TFirst>(Shape(value), multiple, sources[0], target, value, parts));
            case SumOperation sum:
                double[] weights = [.. sum.Sources.Select((source, j) => sum.Weights[j] * model.Scales[source] / model.Scales[value])];
                PlaneParts[] sourceParts = [.. sum.Sources.Select(source => model.Parts[source])];
                return new(Sources(), (sources, target) => new SumPlaneStep<T, TLane, TFirst>(Shape(value), multiple, sources, target, value, weights, sourceParts, parts));
            case ProductOperation:
                return new(Sources(), (sources, target) => new ProductPlaneStep<T, TLane, TFirst>(Shape(value), multiple, sources, target, value, parts));
            default:
                throw new NetworkException($"{operation.Layer}: the CPU backend has no step for it.");
        }
    }

    /// <summary>A convolution, with the activation before it if nothing else reads that.</summary>
    private Node Convolution(ConvolutionOperation operation, int value, PixelOffset multiple)
    {
        int source = operation.Source;
        bool isFused = model.Layers[source] is not null && uses[source] == 1 && !stores.ContainsKey(source);
        RowSource<T> rows = isFused ? Rows(source) : new PlainRows<T, TLane, TFirst>(value, model.Parts[source]);
        int from = isFused ? model.Program.Operations[source - 1].Sources[0] : source;
        var strided = new PixelOffset(multiple.Y * operation.Filter.Y.Stride, multiple.X * operation.Filter.X.Stride);
        return new([Visit(from, strided)], (sources, target) => new ConvolutionStep<T, TLane>(
            Shape(source), Shape(value), multiple, sources[0], target, operation.Filter, rows, model.Affine(value), model.Parts[value]));
    }

    private RowSource<T> Rows(int value)
    {
        RowSource<T> rows = model.Layers[value]!.Rows<T, TLane, TFirst>();
        Prepared = Math.Max(Prepared, rows.Prepared * TFirst.Stride(TLane.Count));
        return rows;
    }

    /// <summary>Assigns registers; a result takes the place of a source that is not read again.</summary>
    private void Allocate(int result)
    {
        var lastUses = new int[nodes.Count];
        for (int node = 0; node < nodes.Count; node++)
        {
            foreach (int source in nodes[node].Sources)
                lastUses[source] = node;
        }

        lastUses[result] = nodes.Count;
        var free = new Stack<int>();
        var registers = new int[nodes.Count];
        var steps = new List<PlaneStep<T>>();
        for (int node = 0; node < nodes.Count; node++)
        {
            foreach (int source in nodes[node].Sources.Distinct().Where(source => lastUses[source] == node))
                free.Push(registers[source]);
            registers[node] = free.TryPop(out int register) ? register : Registers++;
            steps.Add(nodes[node].Make([.. nodes[node].Sources.Select(source => registers[source])], registers[node]));
        }

        Steps = steps;
        Result = registers[result];
    }

    private sealed record Node(int[] Sources, Func<int[], int, PlaneStep<T>> Make);
}
