using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Reference;

/// <summary>A network as the steps of the recursion of its kernels; step i makes value i + 1.</summary>
internal sealed class ReferenceProgram
{
    private readonly List<ReferenceStep> steps = [];
    private readonly List<ImageShape> shapes;
    private readonly int[] lastUses;

    /// <summary>A network that has kernels for such inputs.</summary>
    /// <exception cref="ReferenceLayerException">The reference has no closed form for a layer.</exception>
    public ReferenceProgram(Network network, InputShape input)
    {
        shapes = [input.Image];
        Input = input;
        Sequence(network.Layers, new State(0, input.Channels), string.Empty);
        lastUses = new int[steps.Count + 1];
        for (int step = 0; step < steps.Count; step++)
        {
            foreach (int source in steps[step].Sources)
                lastUses[source] = step;
        }

        lastUses[^1] = steps.Count;
    }

    /// <summary>The shape of an input.</summary>
    public InputShape Input { get; }

    /// <summary>Whether kernels of pixels at different positions are needed.</summary>
    public bool NeedsAllPairs { get; private set; }

    /// <summary>Bytes of the largest value of two rows.</summary>
    public Int128 LargestValueBytes
    {
        get
        {
            const int CellBytes = 8 * sizeof(double);
            Int128 pixels = shapes.Max(shape => shape.Pixels);
            return CellBytes * pixels * (NeedsAllPairs ? pixels : 1);
        }
    }

    /// <summary>The kernels of two rows.</summary>
    public PairKernel Evaluate(RowTrace first, RowTrace second) => Run(first, second, made: null);

    /// <summary>A row's variances throughout, and its kernels with itself.</summary>
    public (RowTrace Trace, PairKernel Kernel) Trace(ReferenceRow row)
    {
        var trace = new RowTrace(row);
        PairKernel end = Run(trace, trace, value => trace.Add(PixelVariances.Of(value)));
        return (trace, end);
    }

    private PairKernel Run(RowTrace first, RowTrace second, Action<PixelPairs>? made)
    {
        var values = new PixelPairs?[steps.Count + 1];
        values[0] = PixelPairs.Make(first.Row.Pixels, NeedsAllPairs, (p, q) => first.Row.With(second.Row, p, q));
        made?.Invoke(values[0]!);
        for (int step = 0; step < steps.Count; step++)
        {
            int[] sources = steps[step].Sources;
            values[step + 1] = steps[step].Apply(Array.ConvertAll(sources, source => values[source]!), new(first, second, step + 1));
            made?.Invoke(values[step + 1]!);
            foreach (int source in sources)
            {
                if (lastUses[source] == step)
                    values[source] = null;
            }
        }

        return values[^1]![0, 0];
    }

    private State Sequence(EquatableList<Layer> layers, State state, string prefix)
    {
        for (int i = 0; i < layers.Count; i++)
            state = Add(layers[i], state, $"Layer {prefix}{i + 1} ({LayerName.Of(layers[i])})", $"{prefix}{i + 1}.");
        return state;
    }

    private State Add(Layer layer, State state, string place, string prefix)
    {
        ImageShape image = shapes[state.Value];
        switch (layer)
        {
            case Identity:
                return state;
            case Dense dense:
                return Weigh(PixelWindows.Each(image), 1, dense.WStd, dense.BStd, dense.Parameterization, dense.WidthScale, state, dense.Width);
            case Conv conv:
                int filterSize = conv.Filter.Aggregate(1, (product, length) => product * length);
                return Weigh(PixelWindows.Of(conv.Filter, conv.Strides, 1, conv.Padding, image), filterSize, conv.WStd, conv.BStd, conv.Parameterization, conv.WidthScale, state, conv.Width);
            case Pool pool:
                var windows = PixelWindows.Of(pool.Window, pool.Strides, null, pool.Padding, image);
                return Pool(windows, [.. Enumerable.Range(0, windows.Count).Select(window => PoolWeight(pool, windows[window]))], state);
            case GlobalAvgPool:
                return Pool(PixelWindows.Whole(image), [DoubleDouble.One / image.Pixels], state);
            case GlobalSumPool:
                return Pool(PixelWindows.Whole(image), [DoubleDouble.One], state);
            case Flatten:
                // In front of all, it has made features of images already.
                return new(Add(new FlattenStep(state.Value), ImageShape.None), state.Width * image.Pixels);
            case LayerNorm norm:
                return state with { Value = Add(new NormalizeStep(state.Value, Averaged(norm, image), norm.Epsilon), image) };
            case Dropout dropout:
                return state with { Value = Add(new DropoutStep(state.Value, dropout.Keep), image) };
            case Activation activation:
                return state with { Value = Add(new DualStep(state.Value, ReferenceDuals.Of(activation, place)), image) };
            case FanIn fanIn:
                return Join(fanIn, [.. fanIn.Branches.Select((branch, index) => Sequence(branch, state, $"{prefix}{LayerName.Branch(index)}"))]);
            default:
                throw new ReferenceLayerException(place, "the reference has no formula for it.");
        }
    }

    private State Weigh(PixelWindows filter, int filterSize, double wStd, double? bStd, Parameterization parameterization, double widthScale, State state, int? width)
    {
        StandardRule? rule = parameterization == Parameterization.Standard
            ? new(DoubleDouble.Product(state.Width!.Value, filterSize) / widthScale, bStd is null ? 0 : 1)
            : null;
        double b = bStd ?? 0;
        var step = new WeightStep(state.Value, filter, DoubleDouble.Product(wStd, wStd), DoubleDouble.Product(b, b), rule);
        return new(Add(step, filter.Output), width);
    }

    private State Pool(PixelWindows windows, DoubleDouble[] weights, State state)
    {
        NeedsAllPairs |= shapes[state.Value].Pixels > 1;
        return state with { Value = Add(new PoolStep(state.Value, windows, weights), windows.Output) };
    }

    private static DoubleDouble PoolWeight(Pool pool, int[] window) => pool switch
    {
        AvgPool { NormalizeEdges: true } => DoubleDouble.One / window.Count(pixel => pixel != PixelWindows.Outside),
        AvgPool => DoubleDouble.One / window.Length,
        _ => DoubleDouble.One,
    };

    /// <summary>For each pixel, those that differ from it along the normalised axes only.</summary>
    private static int[][] Averaged(LayerNorm norm, ImageShape image)
    {
        bool overHeight = norm.Axes.Contains(NormalizedAxis.Height), overWidth = norm.Axes.Contains(NormalizedAxis.Width);
        int[] all = [.. Enumerable.Range(0, image.Pixels)];
        return Array.ConvertAll(all, pixel => Array.FindAll(all, other =>
            (overHeight || other / image.Width == pixel / image.Width) && (overWidth || other % image.Width == pixel % image.Width)));
    }

    private State Join(FanIn fanIn, State[] ends)
    {
        int[] sources = Array.ConvertAll(ends, end => end.Value);
        double? width = ends.FirstOrDefault(end => end.Width is not null)?.Width;
        double total = fanIn is FanInConcat ? ends.Sum(end => end.Width!.Value) : 0;
        ReferenceStep step = fanIn switch
        {
            FanInProduct => new ProductStep(sources),
            FanInConcat => new SumStep(sources, Array.ConvertAll(ends, end => (DoubleDouble)end.Width!.Value / total)),
            _ => new SumStep(sources, Array.ConvertAll(ends, _ => DoubleDouble.One)),
        };
        return new(Add(step, shapes[sources[0]]), fanIn is FanInConcat ? total : width);
    }

    private int Add(ReferenceStep step, ImageShape shape)
    {
        steps.Add(step);
        shapes.Add(shape);
        return steps.Count;
    }

    /// <summary>What is known between two layers: the value that holds the kernels, and the finite width where there is one.</summary>
    private sealed record State(int Value, double? Width);
}
