using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;

namespace Ntk.Data;

/// <summary>What the tiles of a store belong to: written once, compared field by field whenever the store is opened.</summary>
internal static class TileManifest
{
    private const string Format = "ntk-tiles";
    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the manifest.</summary>
    public static byte[] Write(TileStoreDescription description) => JsonSerializer.SerializeToUtf8Bytes(FieldsOf(description), Indented);

    /// <summary>Compares a manifest with what is asked for.</summary>
    /// <param name="file">Where the text is from, for errors.</param>
    /// <param name="text">The text.</param>
    /// <param name="description">What is asked for.</param>
    /// <exception cref="DataFormatException">The text is no manifest.</exception>
    public static IReadOnlyList<TileStoreDifference> Compare(string file, byte[] text, TileStoreDescription description)
    {
        JsonObject requested = FieldsOf(description);
        try
        {
            JsonObject stored = JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("null is no object.");
            return [.. requested.Concat(stored).Select(field => field.Key).Distinct()
                .Select(name => new TileStoreDifference(name, Text(stored[name]), Text(requested[name])))
                .Where(field => field.Stored != field.Requested)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new DataFormatException(
                file, (error as JsonException)?.BytePositionInLine ?? 0, $"the manifest of this store is corrupt: {error.Message} Give another folder, or remove this one to start anew.", error);
        }
    }

    private static JsonObject FieldsOf(TileStoreDescription description)
    {
        JsonArray kernels = [];
        if (description.Outputs.HasFlag(KernelOutputs.Nngp))
            kernels.Add(TileNames.Nngp);
        if (description.Outputs.HasFlag(KernelOutputs.Ntk))
            kernels.Add(TileNames.Ntk);

        return new()
        {
            ["format"] = Format,
            ["formatVersion"] = FormatVersion,
            ["programHash"] = description.ProgramHash,
            ["dataHash"] = description.DataHash,
            ["precision"] = description.Precision,
            ["kernels"] = kernels,
            ["rows"] = description.Rows,
            ["columns"] = description.Columns,
            ["isSymmetric"] = description.IsSymmetric,
            ["tileRows"] = description.TileRows,
            ["tileColumns"] = description.TileColumns,
            ["backend"] = description.Backend,
            ["laneBits"] = description.LaneBits,
            ["engineVersion"] = description.EngineVersion,
        };
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(Indented) ?? "nothing";
}
