using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>Turns layers into operations, checking on the way that the network has a kernel.</summary>
internal sealed class Lowering(InputShape input)
{
    private readonly List<KernelOperation> operations = [];
    private readonly List<ImageShape> shapes = [input.Image];
    private (int? Dimensions, string Place)? spatial;
    private int depth;

    public IReadOnlyList<KernelOperation> Operations => operations;

    public IReadOnlyList<ImageShape> Shapes => shapes;

    public void Lower(Network network)
    {
        if (network.Layers.Count == 0)
            throw new NetworkException("A network needs at least one layer.");
        spatial = SpatialLayers.DimensionsOf(network);
        Signal end = Sequence(network.Layers, new Signal(0, IsGaussian: false, input.Channels, HasWeights: false, Readout: null), prefix: string.Empty);
        if (shapes[end.Value] != ImageShape.None)
        {
            throw new NetworkException(
                $"The network ends with an image of {shapes[end.Value]} pixels; end it with flatten, globalAvgPool or globalSumPool, and a Dense layer.");
        }
    }

    private Signal Sequence(EquatableList<Layer> layers, Signal signal, string prefix)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i] ?? throw new NetworkException($"Layer {prefix}{i + 1} is null.");
            string place = $"Layer {prefix}{i + 1} ({LayerName.Of(layer)})";
            LayerRules.Check(layer, place);
            signal = Lower(layer, signal, place, $"{prefix}{i + 1}.");
        }

        return signal;
    }

    private Signal Lower(Layer layer, Signal signal, string place, string prefix) => layer switch
    {
        Dense dense => LowerDense(dense, signal, place),
        Conv conv => LowerConvolution(conv, signal, place),
        Pool pool => LowerPool(pool, signal, place),
        Flatten => LowerReadout(ReadoutKind.Flatten, signal, place),
        GlobalAvgPool => LowerReadout(ReadoutKind.Mean, signal, place),
        GlobalSumPool => LowerReadout(ReadoutKind.Sum, signal, place),
        Identity => signal,
        LayerNorm norm => LowerLayerNorm(norm, signal, place),
        Dropout dropout => signal with { Value = Add(new DropoutOperation(place, signal.Value, dropout.Keep)), IsGaussian = false },
        Activation activation => LowerActivation(activation, signal, place),
        FanIn fanIn => LowerFanIn(fanIn, signal, place, prefix),
        _ => throw new NetworkException($"{place}: this engine has no kernel for it."),
    };

    private Signal LowerDense(Dense dense, Signal signal, string place)
    {
        TangentRule? rule = StandardRule(dense.Parameterization, signal, 1, dense.WidthScale, dense.BStd, place);
        int value = Add(new AffineOperation(place, signal.Value, dense.WStd * dense.WStd, Square(dense.BStd), rule));
        return signal with { Value = value, IsGaussian = true, Width = dense.Width, HasWeights = true };
    }

    private Signal LowerConvolution(Conv conv, Signal signal, string place)
    {
        Window filter = MakeWindow(conv.Filter, conv.Strides, defaultStride: 1, conv.Padding, signal, place);
        TangentRule? rule = StandardRule(conv.Parameterization, signal, filter.Pixels, conv.WidthScale, conv.BStd, place);
        int value = Add(new ConvolutionOperation(place, signal.Value, filter, conv.WStd * conv.WStd, Square(conv.BStd), rule), filter.Output(shapes[signal.Value]));
        return signal with { Value = value, IsGaussian = true, Width = conv.Width, HasWeights = true };
    }

    private Signal LowerPool(Pool pool, Signal signal, string place)
    {
        Window window = MakeWindow(pool.Window, pool.Strides, defaultStride: null, pool.Padding, signal, place);
        var operation = new PoolOperation(place, signal.Value, window, pool is AvgPool, pool is AvgPool { NormalizeEdges: true });
        return signal with { Value = Add(operation, window.Output(shapes[signal.Value])) };
    }

    private Signal LowerReadout(ReadoutKind kind, Signal signal, string place)
    {
        RequirePixels(signal, place);

        // In front of all, it has made features of images already.
        if (kind == ReadoutKind.Flatten && signal.Value == 0 && input.Image == ImageShape.None)
            return signal with { Readout = place };
        double? width = kind == ReadoutKind.Flatten ? signal.Width * shapes[signal.Value].Pixels : signal.Width;

        // A flattened image's features come from several Gaussians, one a pixel.
        bool isGaussian = signal.IsGaussian && (kind != ReadoutKind.Flatten || shapes[signal.Value] == ImageShape.None);
        return signal with
        {
            Value = Add(new ReadoutOperation(place, signal.Value, kind), ImageShape.None),
            IsGaussian = isGaussian,
            Width = width,
            Readout = place,
        };
    }

    private static double Square(double? deviation) => deviation is { } value ? value * value : 0;

    private static TangentRule? StandardRule(Parameterization parameterization, Signal signal, int filterPixels, double widthScale, double? bias, string place)
    {
        if (parameterization != Parameterization.Standard)
            return null;
        double width = signal.Width
            ?? throw new NetworkException($"{place}: the standard parameterisation needs the width of the layer's input; give the Dense or Conv layer before it a width.");
        return new TangentRule(width * filterPixels / widthScale, bias is null ? 0 : 1);
    }

    private Window MakeWindow(EquatableList<int> sizes, EquatableList<int> strides, int? defaultStride, Padding padding, Signal signal, string place)
    {
        RequirePixels(signal, place);
        ImageShape image = shapes[signal.Value];
        if (spatial is { Dimensions: { } dimensions, Place: { } first } && sizes.Count != dimensions)
            throw new NetworkException($"{place}: its window has {sizes.Count} dimensions, that of {first} has {dimensions}; use 1 for signals or 2 for images throughout.");
        var window = new Window(sizes.Count == 1 ? new(1, 1) : Axis(0), Axis(sizes.Count - 1), padding);
        ImageShape output = window.Output(image);
        if (output.Height < 1 || output.Width < 1)
            throw new NetworkException($"{place}: its window of {window.Y.Size} × {window.X.Size} does not fit into an image of {image} pixels; use padding same, or fewer layers.");
        return window;

        WindowAxis Axis(int index) => new(sizes[index], strides.Count > 0 ? strides[index] : defaultStride ?? sizes[index]);
    }

    private static void RequirePixels(Signal signal, string place)
    {
        if (signal.Readout is { } readout)
            throw new NetworkException($"{place}: it needs the covariances of all pixels, but after {readout} there is one feature for all of them; put it before.");
    }

    private Signal LowerLayerNorm(LayerNorm norm, Signal signal, string place)
    {
        RequireGaussian(signal, place);
        bool isSpatial = norm.Axes.Any(axis => axis != NormalizedAxis.Channels);
        if (isSpatial && (signal.Readout is not null || spatial is null))
            throw new NetworkException($"{place}: only images have a height and a width; a fully-connected network normalises over its channels.");
        var operation = new NormalizeOperation(place, signal.Value, norm.Epsilon, norm.Axes.Contains(NormalizedAxis.Height), norm.Axes.Contains(NormalizedAxis.Width));
        return signal with { Value = Add(operation) };
    }

    private Signal LowerActivation(Activation activation, Signal signal, string place)
    {
        RequireGaussian(signal, place);
        int value = Add(new DualOperation(place, signal.Value, activation));
        if (activation is Erf { C: not 0 } erf)
        {
            // E[(f + c)(f' + c)] = E[f·f'] + c², because erf is odd; the tangent kernel does not see a constant.
            value = Add(new AffineOperation(place, value, 1, erf.C * erf.C, new TangentRule(0, 0)));
        }

        return signal with { Value = value, IsGaussian = false };
    }

    private Signal LowerFanIn(FanIn fanIn, Signal signal, string place, string prefix)
    {
        LayerRules.CheckDepth(++depth, place);
        var ends = new List<Signal>();
        for (int branch = 0; branch < fanIn.Branches.Count; branch++)
            ends.Add(Sequence(fanIn.Branches[branch], signal with { HasWeights = false }, $"{prefix}{LayerName.Branch(branch)}"));
        depth--;

        if (fanIn is not FanInConcat && ends.Count(end => !end.HasWeights) > 1)
        {
            throw new NetworkException(
                $"{place}: two of its branches have no weights of their own, so that they are not independent; put a Dense or Conv layer into all but one.");
        }

        ImageShape[] images = [.. ends.Select(end => shapes[end.Value]).Distinct()];
        if (images.Length > 1)
            throw new NetworkException($"{place}: its branches end in images of different sizes, {string.Join(" and ", images)} pixels.");

        int[] values = [.. ends.Select(end => end.Value)];
        string? readout = ends.Select(end => end.Readout).FirstOrDefault(end => end is not null);
        bool hasWeights = signal.HasWeights || ends.Exists(end => end.HasWeights);
        if (fanIn is FanInConcat)
        {
            if (ends.Exists(end => end.Width is null))
                throw new NetworkException($"{place}: joining branches needs their widths; give the last Dense or Conv layer of each a width.");
            double total = ends.Sum(end => end.Width!.Value);
            int value = Add(new SumOperation(place, values, [.. ends.Select(end => end.Width!.Value / total)]));
            return new Signal(value, IsGaussian: false, total, hasWeights, readout);
        }

        double[] widths = [.. ends.Where(end => end.Width is not null).Select(end => end.Width!.Value).Distinct()];
        if (widths.Length > 1)
            throw new NetworkException($"{place}: its branches have different widths, {string.Join(" and ", widths)}.");
        double? width = widths.Length == 1 ? widths[0] : null;
        if (fanIn is FanInSum)
        {
            if (!ends.TrueForAll(end => end.IsGaussian))
                throw new NetworkException($"{place}: a branch does not end in a Gaussian signal; end each with a Dense or Conv layer, or leave it empty.");
            return new Signal(Add(new SumOperation(place, values, [.. values.Select(_ => 1.0)])), IsGaussian: true, width, hasWeights, readout);
        }

        return new Signal(Add(new ProductOperation(place, values)), IsGaussian: false, width, hasWeights, readout);
    }

    private static void RequireGaussian(Signal signal, string place)
    {
        if (!signal.IsGaussian)
            throw new NetworkException($"{place}: its input is not Gaussian; put a Dense or Conv layer before it.");
    }

    private int Add(KernelOperation operation) => Add(operation, shapes[operation.Sources[0]]);

    private int Add(KernelOperation operation, ImageShape shape)
    {
        operations.Add(operation);
        shapes.Add(shape);
        return operations.Count;
    }

    /// <summary>What is known of the network's state between two layers.</summary>
    /// <param name="Value">The value that holds its kernels.</param>
    /// <param name="IsGaussian">Whether its units are Gaussian, as an activation needs.</param>
    /// <param name="Width">Its finite width, where known; a whole number that need not fit an integer, as for a flattened image.</param>
    /// <param name="HasWeights">Whether a layer with weights stands between the start of the branch and here.</param>
    /// <param name="Readout">The layer that has made one feature of all pixels, or null.</param>
    private sealed record Signal(int Value, bool IsGaussian, double? Width, bool HasWeights, string? Readout);
}
