using System.Text.Json;
using Ntk.Bench.Suite.Peers;
using Ntk.Cli;
using Ntk.Native;

namespace Ntk.Bench.Suite;

/// <summary>A file does not hold results of the suite.</summary>
/// <param name="file">The file.</param>
/// <param name="cause">What is wrong with it.</param>
/// <param name="innerException">The error behind this one, or null.</param>
internal sealed class ResultFileException(string file, string cause, Exception? innerException = null)
    : NtkException($"{file} does not hold results of the suite: {cause} Give a file that 'suite --output' or 'peers --output' wrote.", innerException), IInputFault;

/// <summary>A file holds results in the form of another version.</summary>
/// <param name="file">The file.</param>
/// <param name="schema">The version of its form.</param>
internal sealed class ResultSchemaException(string file, int schema)
    : NtkException($"{file} has results of schema version {schema}, and this program reads version {SuiteResults.CurrentSchema}. Run the suite again, or compare with the program that wrote it."), IInputFault
{
    /// <summary>The version of its form.</summary>
    public int Schema { get; } = schema;
}

/// <summary>Results as a JSON file.</summary>
internal static class ResultFile
{
    private const long LargestBytes = 64 << 20;

    private static readonly JsonSerializerOptions Strict = new(JsonText.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static void Write(string path, SuiteResults results, CancellationToken cancellation) =>
        OutputFile.WriteText(path, JsonSerializer.Serialize(results, JsonText.Options) + Environment.NewLine, cancellation);

    /// <summary>Reads a file and checks all that a comparison relies on.</summary>
    /// <exception cref="ResultFileException">It is malformed.</exception>
    /// <exception cref="ResultSchemaException">Another version wrote it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SuiteResults Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestBytes } large)
            throw new ResultFileException(path, $"it has {large.Length} bytes, and results have at most {LargestBytes}.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            if (SchemaOf(document.RootElement) is not { } schema)
                throw new ResultFileException(path, "it has no schema version.");
            if (schema != SuiteResults.CurrentSchema)
                throw new ResultSchemaException(path, schema);
            SuiteResults results = document.Deserialize<SuiteResults>(Strict)!;
            Require(path, results);
            return results;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ResultFileException(path, error.Message, error);
        }
    }

    private static int? SchemaOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out JsonElement version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int schema)
            ? schema
            : null;

    private static void Require(string path, SuiteResults results)
    {
        HashSet<string> names = [];
        foreach ((string name, Sample seconds) in results.Figures())
        {
            if (!names.Add(name))
                throw new ResultFileException(path, $"'{name}' is there twice.");
            if (seconds.Rounds.Count == 0 || seconds.Rounds.Any(round => !double.IsFinite(round) || round <= 0))
                throw new ResultFileException(path, $"the times of '{name}' must be at least one number, all finite and above 0.");
        }
    }
}
