using Ntk.Engine.Networks;

namespace Ntk.Tests.Kernels;

/// <summary>What kernels for graphics processors do not compute, written down once more than in their own code.</summary>
internal static class Refused
{
    /// <summary>The kinds of the layers that are refused.</summary>
    public static IEnumerable<string> Layers(Network network)
    {
        bool hasPixels = InputLengths(network).Length > 2 || Flat(network.Layers).Any(layer => layer is Flatten or GlobalAvgPool or GlobalSumPool);
        return Flat(network.Layers).Select(layer => Kind(layer, hasPixels)).OfType<string>();
    }

    /// <summary>The lengths of a tensor of two inputs that the network takes.</summary>
    public static nint[] InputLengths(Network network)
    {
        Conv? conv = Flat(network.Layers).OfType<Conv>().FirstOrDefault();
        Pool? pool = Flat(network.Layers).OfType<Pool>().FirstOrDefault();
        int? dimensions = conv?.Filter.Count ?? pool?.Window.Count;
        return dimensions switch { null => [2, 4], 1 => [2, 8, 2], _ => [2, 8, 8, 2] };
    }

    private static string? Kind(Layer layer, bool hasPixels) => layer switch
    {
        Tanh or Sigmoid or Softplus or Silu or Elementwise when hasPixels => layer.GetType().Name,
        _ => null,
    };

    private static IEnumerable<Layer> Flat(IEnumerable<Layer> layers) =>
        layers.SelectMany(layer => layer is FanIn fanIn ? fanIn.Branches.SelectMany(branch => Flat(branch)).Prepend(layer) : [layer]);
}
