using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ntk.Engine.Networks;

/// <summary>
/// The short text form of a network, <c>3*(dense(1.4, 0.1) relu) dense(1.4, 0.1)</c>: layer names as in JSON, arguments in the order
/// of the layer's fields or by name (<c>dense(1.4, width=64)</c>), repetition with <c>n*(…)</c>, branches separated by a bar
/// (<c>sum(relu dense | )</c>). Sizes and strides are <c>3x3</c> for images and <c>3</c> for signals
/// (<c>conv(3x3, strides=2x2, padding=same)</c>), axes are joined by a plus (<c>layerNorm(axes=height+width+channels)</c>).
/// A text may be the name of one of the <see cref="Presets"/> instead: <c>convGap(8)</c>, <c>myrtle5(wStd=1.2, bStd=0)</c>.
/// </summary>
public static class NetworkText
{
    private const int LargestLayerCount = 10_000;

    private static readonly Dictionary<string, Type> LayerTypes = typeof(Layer).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => (string)a.TypeDiscriminator!, a => a.DerivedType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the short text form.</summary>
    /// <exception cref="NetworkException">Not in this form; the message says at which character.</exception>
    public static Network Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scanner = new TextScanner(text);
        string name = scanner.Name();
        if (PresetText.Knows(name))
        {
            Network preset = PresetText.Read(scanner, name);
            scanner.RequireEnd();
            return preset;
        }

        scanner.Position = 0;
        JsonArray layers = new Reader(scanner).Layers(0);
        scanner.RequireEnd();
        return Network.FromJson(new JsonObject { ["layers"] = layers }.ToJsonString());
    }

    private sealed class Reader(TextScanner scanner)
    {
        private int layerCount;

        public JsonArray Layers(int depth)
        {
            if (depth > Network.LargestDepth)
                throw scanner.Error($"more than {Network.LargestDepth} nested parentheses");
            var layers = new JsonArray();
            while (true)
            {
                char next = scanner.Peek();
                if (char.IsAsciiDigit(next))
                    Repeat(layers, depth);
                else if (char.IsAsciiLetter(next))
                    layers.Add(Layer(depth));
                else
                    return layers;
            }
        }

        private void Repeat(JsonArray layers, int depth)
        {
            double count = scanner.Number();
            scanner.Require('*');
            scanner.Require('(');
            int before = layerCount;
            JsonArray block = Layers(depth + 1);
            scanner.Require(')');

            // All layers count, those in branches too, or nested repetitions would multiply without bound.
            double total = before + count * (layerCount - before);
            if (count != Math.Floor(count) || Math.Max(count, total) > LargestLayerCount)
                throw scanner.Error($"a repetition must be a whole number and give at most {LargestLayerCount} layers");
            layerCount = (int)total;
            for (int k = 0; k < count; k++)
            {
                foreach (JsonNode? layer in block)
                    layers.Add(layer!.DeepClone());
            }
        }

        private JsonObject Layer(int depth)
        {
            int start = scanner.Position;
            string name = scanner.Name();
            if (!LayerTypes.TryGetValue(name, out Type? type))
            {
                scanner.Position = start;
                throw scanner.Error(PresetText.Knows(name)
                    ? $"'{name}' is a whole network and must stand alone"
                    : $"there is no layer '{name}'; the layers are {Listed(LayerTypes.Keys)}; whole networks are {Listed(PresetText.Names)}");
            }

            if (++layerCount > LargestLayerCount)
                throw scanner.Error($"more than {LargestLayerCount} layers");
            var layer = new JsonObject { ["type"] = LayerTypes.Keys.First(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) };
            bool isFanIn = typeof(FanIn).IsAssignableFrom(type);
            if (!scanner.Skip('('))
                return isFanIn ? throw scanner.Error($"'{name}' needs its branches in parentheses") : layer;
            if (isFanIn)
            {
                layer["branches"] = Branches(depth);
            }
            else
            {
                ParameterInfo[] parameters = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters();
                foreach ((string field, JsonNode? value) in ArgumentText.Read(scanner, name, parameters))
                    layer[field] = value!.DeepClone();
            }

            scanner.Require(')');
            return layer;
        }

        private JsonArray Branches(int depth)
        {
            var branches = new JsonArray { Layers(depth + 1) };
            while (scanner.Skip('|'))
                branches.Add(Layers(depth + 1));
            return branches;
        }

        private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
    }
}
