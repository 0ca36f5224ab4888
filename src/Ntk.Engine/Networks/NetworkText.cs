using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ntk.Engine.Networks;

/// <summary>
/// The short text form of a network, <c>3*(dense(1.4, 0.1) relu) dense(1.4, 0.1)</c>: layer names as in JSON, arguments in the order
/// of the layer's fields or by name (<c>dense(1.4, width=64)</c>), repetition with <c>n*(…)</c>, branches separated by a bar
/// (<c>sum(relu dense | )</c>).
/// </summary>
public static class NetworkText
{
    private const int LargestLayerCount = 10_000;
    private const int LongestExcerpt = 200;

    private static readonly Dictionary<string, Type> LayerTypes = typeof(Layer).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => (string)a.TypeDiscriminator!, a => a.DerivedType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the short text form.</summary>
    /// <exception cref="NetworkException">Not in this form; the message says at which character.</exception>
    public static Network Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new Reader(text);
        JsonArray layers = reader.Layers(0);
        reader.RequireEnd();
        return Network.FromJson(new JsonObject { ["layers"] = layers }.ToJsonString());
    }

    private sealed class Reader(string text)
    {
        private int position;
        private int layerCount;

        public JsonArray Layers(int depth)
        {
            if (depth > Network.LargestDepth)
                throw Error($"more than {Network.LargestDepth} nested parentheses");
            var layers = new JsonArray();
            while (true)
            {
                char next = Peek();
                if (char.IsAsciiDigit(next))
                    Repeat(layers, depth);
                else if (char.IsAsciiLetter(next))
                    layers.Add(Layer(depth));
                else
                    return layers;
            }
        }

        public void RequireEnd()
        {
            if (Peek() != '\0')
                throw Error($"'{Peek()}' is not expected here");
        }

        private void Repeat(JsonArray layers, int depth)
        {
            double count = Number();
            Require('*');
            Require('(');
            int before = layerCount;
            JsonArray block = Layers(depth + 1);
            Require(')');

            // All layers count, those in branches too, or nested repetitions would multiply without bound.
            double total = before + count * (layerCount - before);
            if (count != Math.Floor(count) || Math.Max(count, total) > LargestLayerCount)
                throw Error($"a repetition must be a whole number and give at most {LargestLayerCount} layers");
            layerCount = (int)total;
            for (int k = 0; k < count; k++)
            {
                foreach (JsonNode? layer in block)
                    layers.Add(layer!.DeepClone());
            }
        }

        private JsonObject Layer(int depth)
        {
            int start = position;
            string name = Name();
            if (!LayerTypes.TryGetValue(name, out Type? type))
            {
                position = start;
                throw Error($"there is no layer '{name}'; the layers are {string.Join(", ", LayerTypes.Keys.Order(StringComparer.Ordinal))}");
            }

            if (++layerCount > LargestLayerCount)
                throw Error($"more than {LargestLayerCount} layers");
            var layer = new JsonObject { ["type"] = LayerTypes.Keys.First(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) };
            bool isFanIn = typeof(FanIn).IsAssignableFrom(type);
            if (Peek() != '(')
            {
                if (isFanIn)
                    throw Error($"'{name}' needs its branches in parentheses");
                return layer;
            }

            Require('(');
            if (isFanIn)
                layer["branches"] = Branches(depth);
            else
                Arguments(layer, type);
            Require(')');
            return layer;
        }

        private JsonArray Branches(int depth)
        {
            var branches = new JsonArray { Layers(depth + 1) };
            while (Peek() == '|')
            {
                position++;
                branches.Add(Layers(depth + 1));
            }

            return branches;
        }

        private void Arguments(JsonObject layer, Type type)
        {
            ParameterInfo[] parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters();
            for (int index = 0; Peek() != ')'; index++)
            {
                if (index > 0)
                    Require(',');
                if (char.IsAsciiLetter(Peek()))
                {
                    string name = Name();
                    Require('=');
                    layer[name] = char.IsAsciiLetter(Peek()) ? JsonValue.Create(Name()) : JsonValue.Create(Number());
                }
                else if (index < parameters.Length && parameters[index].ParameterType == typeof(EquatableList<double>))
                {
                    layer[FieldName(parameters[index])] = Numbers();
                }
                else if (index < parameters.Length)
                {
                    double number = Number();
                    layer[FieldName(parameters[index])] = IsInteger(parameters[index]) && number == (int)number ? JsonValue.Create((int)number) : JsonValue.Create(number);
                }
                else
                {
                    throw Error($"'{layer["type"]}' takes at most {parameters.Length} arguments");
                }
            }
        }

        private JsonArray Numbers()
        {
            var numbers = new JsonArray { JsonValue.Create(Number()) };
            while (Peek() == ',')
            {
                position++;
                numbers.Add(JsonValue.Create(Number()));
            }

            return numbers;
        }

        private string Name()
        {
            Peek();
            int start = position;
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
                position++;
            return text[start..position];
        }

        private double Number()
        {
            Peek();
            int start = position;
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '.' or '+' or '-'))
                position++;
            if (double.TryParse(text.AsSpan(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
                return number;
            position = start;
            throw Error("a number is expected");
        }

        private void Require(char expected)
        {
            if (Peek() != expected)
                throw Error($"'{expected}' is expected");
            position++;
        }

        /// <summary>The next character that is not white space, or NUL at the end.</summary>
        private char Peek()
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
                position++;
            return position < text.Length ? text[position] : '\0';
        }

        private NetworkException Error(string cause) => new($"Character {position + 1} of the network '{Excerpt()}': {cause}.");

        /// <summary>The text, or what is around the current position if it is long.</summary>
        private string Excerpt()
        {
            int start = Math.Max(0, position - LongestExcerpt / 2);
            int end = Math.Min(text.Length, start + LongestExcerpt);
            return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
        }

        private static string FieldName(ParameterInfo parameter) => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);

        private static bool IsInteger(ParameterInfo parameter) =>
            (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) == typeof(int);
    }
}
