using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ntk.Engine.Networks;

/// <summary>An infinitely wide network: a sequence of layers.</summary>
/// <param name="Layers">The layers, from the input to the output; at least one.</param>
public sealed record Network(EquatableList<Layer> Layers)
{
    /// <summary>How deep fan-ins may be nested in one another.</summary>
    public const int LargestDepth = 32;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 128,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A network of layers one after another.</summary>
    public static Network Serial(params ReadOnlySpan<Layer> layers) => new(EquatableList.Create(layers));

    /// <summary>Reads a network from its JSON form, <c>{"layers": [{"type": "dense", "wStd": 1.5, "bStd": 0.05}, …]}</c>.</summary>
    /// <exception cref="NetworkException">Not a network in JSON; the message says where.</exception>
    public static Network FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<Network>(json, Json) ?? throw new NetworkException("The JSON text is null, not a network.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new NetworkException($"Not a network in JSON: {e.Message}", e);
        }
    }

    /// <summary>The network in its JSON form.</summary>
    /// <exception cref="NetworkException">A parameter is not finite, or fan-ins are nested too deeply: JSON cannot hold that.</exception>
    public string ToJson()
    {
        try
        {
            return JsonSerializer.Serialize(this, Json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NetworkException($"This network has no JSON form: {e.Message}", e);
        }
    }

    /// <summary>The layers, one a line.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Layers);
}
