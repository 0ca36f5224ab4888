using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>Finds the layers of a network that see pixels.</summary>
internal static class SpatialLayers
{
    /// <summary>
    /// How many dimensions the network's images have, and the layer that says so: null for a network that sees features only. Flatten and global
    /// pools alone leave the dimensions open. A Flatten in front of all makes features of images.
    /// </summary>
    public static (int? Dimensions, string Place)? DimensionsOf(Network network) =>
        network.Layers is [Flatten, ..] ? null : Find(network.Layers, string.Empty, depth: 0);

    private static (int? Dimensions, string Place)? Find(EquatableList<Layer> layers, string prefix, int depth)
    {
        (int? Dimensions, string Place)? found = null;
        for (int i = 0; i < layers.Count; i++)
        {
            string place = $"Layer {prefix}{i + 1} ({LayerName.Of(layers[i])})";
            if (layers[i] is Conv or Pool)
                LayerRules.Check(layers[i], place);
            (int? Dimensions, string Place)? own = layers[i] switch
            {
                Conv conv => (conv.Filter.Count, place),
                Pool pool => (pool.Window.Count, place),
                Flatten or GlobalAvgPool or GlobalSumPool => (null, place),
                FanIn fanIn => FindInBranches(fanIn, place, $"{prefix}{i + 1}.", depth + 1),
                _ => null,
            };
            if (own?.Dimensions is not null)
                return own;
            found ??= own;
        }

        return found;
    }

    private static (int? Dimensions, string Place)? FindInBranches(FanIn fanIn, string place, string prefix, int depth)
    {
        LayerRules.CheckDepth(depth, place);
        (int? Dimensions, string Place)? found = null;
        for (int branch = 0; branch < fanIn.Branches.Count && found?.Dimensions is null; branch++)
            found = Find(fanIn.Branches[branch], $"{prefix}{LayerName.Branch(branch)}", depth) ?? found;
        return found;
    }
}

/// <summary>What layers are called in messages.</summary>
internal static class LayerName
{
    public static string Of(Layer? layer) => layer is null ? "null" : char.ToLowerInvariant(layer.GetType().Name[0]) + layer.GetType().Name[1..];

    public static char Branch(int index) => (char)('a' + index % 26);
}
