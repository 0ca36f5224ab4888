using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>Turns layers into operations, checking on the way that the network has a kernel.</summary>
internal sealed class Lowering(int featureCount)
{
    private readonly List<KernelOperation> operations = [];
    private int depth;

    public IReadOnlyList<KernelOperation> Operations => operations;

    public void Lower(Network network)
    {
        if (network.Layers.Count == 0)
            throw new NetworkException("A network needs at least one layer.");
        Sequence(network.Layers, new Signal(0, IsGaussian: false, featureCount, HasWeights: false), prefix: string.Empty);
    }

    private Signal Sequence(EquatableList<Layer> layers, Signal signal, string prefix)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i] ?? throw new NetworkException($"Layer {prefix}{i + 1} is null.");
            string place = $"Layer {prefix}{i + 1} ({Name(layer)})";
            LayerRules.Check(layer, place);
            signal = Lower(layer, signal, place, $"{prefix}{i + 1}.");
        }

        return signal;
    }

    private Signal Lower(Layer layer, Signal signal, string place, string prefix) => layer switch
    {
        Dense dense => LowerDense(dense, signal, place),
        Identity => signal,
        LayerNorm norm => LowerLayerNorm(norm, signal, place),
        Dropout dropout => signal with { Value = Add(new DropoutOperation(place, signal.Value, dropout.Keep)), IsGaussian = false },
        Activation activation => LowerActivation(activation, signal, place),
        FanIn fanIn => LowerFanIn(fanIn, signal, place, prefix),
        _ => throw new NetworkException($"{place}: this engine has no kernel for it."),
    };

    private Signal LowerDense(Dense dense, Signal signal, string place)
    {
        TangentRule? rule = null;
        if (dense.Parameterization == Parameterization.Standard)
        {
            int width = signal.Width
                ?? throw new NetworkException($"{place}: the standard parameterisation needs the width of the layer's input; give the Dense layer before it a width.");
            rule = new TangentRule(width / dense.WidthScale, dense.BStd is null ? 0 : 1);
        }

        double offset = dense.BStd is { } b ? b * b : 0;
        int value = Add(new AffineOperation(place, signal.Value, dense.WStd * dense.WStd, offset, rule));
        return new Signal(value, IsGaussian: true, dense.Width, HasWeights: true);
    }

    private Signal LowerLayerNorm(LayerNorm norm, Signal signal, string place)
    {
        RequireGaussian(signal, place);
        if (norm.Axes.Any(axis => axis != NormalizedAxis.Channels))
            throw new NetworkException($"{place}: only images have a height and a width; a fully-connected network normalises over its channels.");
        return signal with { Value = Add(new NormalizeOperation(place, signal.Value, norm.Epsilon)) };
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
        if (++depth > Network.LargestDepth)
            throw new NetworkException($"{place}: more than {Network.LargestDepth} fan-ins are nested in one another.");
        var ends = new List<Signal>();
        for (int branch = 0; branch < fanIn.Branches.Count; branch++)
            ends.Add(Sequence(fanIn.Branches[branch], signal with { HasWeights = false }, $"{prefix}{(char)('a' + branch % 26)}"));
        depth--;

        if (fanIn is not FanInConcat && ends.Count(end => !end.HasWeights) > 1)
        {
            throw new NetworkException(
                $"{place}: two of its branches have no weights of their own, so that they are not independent; put a Dense layer into all but one.");
        }

        int[] values = [.. ends.Select(end => end.Value)];
        bool hasWeights = signal.HasWeights || ends.Exists(end => end.HasWeights);
        if (fanIn is FanInConcat)
        {
            if (ends.Exists(end => end.Width is null))
                throw new NetworkException($"{place}: joining branches needs their widths; give the last Dense layer of each a width.");
            int total = ends.Sum(end => end.Width!.Value);
            int value = Add(new SumOperation(place, values, [.. ends.Select(end => (double)end.Width!.Value / total)]));
            return new Signal(value, IsGaussian: false, total, hasWeights);
        }

        int[] widths = [.. ends.Where(end => end.Width is not null).Select(end => end.Width!.Value).Distinct()];
        if (widths.Length > 1)
            throw new NetworkException($"{place}: its branches have different widths, {string.Join(" and ", widths)}.");
        int? width = widths.Length == 1 ? widths[0] : null;
        if (fanIn is FanInSum)
        {
            if (!ends.TrueForAll(end => end.IsGaussian))
                throw new NetworkException($"{place}: a branch does not end in a Gaussian signal; end each with a Dense layer, or leave it empty.");
            return new Signal(Add(new SumOperation(place, values, [.. values.Select(_ => 1.0)])), IsGaussian: true, width, hasWeights);
        }

        return new Signal(Add(new ProductOperation(place, values)), IsGaussian: false, width, hasWeights);
    }

    private static void RequireGaussian(Signal signal, string place)
    {
        if (!signal.IsGaussian)
            throw new NetworkException($"{place}: its input is not Gaussian; put a Dense layer before it.");
    }

    private static string Name(Layer layer) => char.ToLowerInvariant(layer.GetType().Name[0]) + layer.GetType().Name[1..];

    private int Add(KernelOperation operation)
    {
        operations.Add(operation);
        return operations.Count;
    }

    /// <summary>What is known of the network's state between two layers.</summary>
    /// <param name="Value">The value that holds its kernels.</param>
    /// <param name="IsGaussian">Whether its units are Gaussian, as an activation needs.</param>
    /// <param name="Width">Its finite width, where known.</param>
    /// <param name="HasWeights">Whether a layer with weights stands between the start of the branch and here.</param>
    private sealed record Signal(int Value, bool IsGaussian, int? Width, bool HasWeights);
}
