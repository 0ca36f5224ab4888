using System.Text.Json;
using System.Text.Json.Nodes;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Cli;

/// <summary>What a model file says besides its arrays.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">The version of the format; others are refused.</param>
/// <param name="NtkVersion">What wrote it.</param>
/// <param name="Network">The network in its JSON form.</param>
/// <param name="Kernel">What was inferred.</param>
/// <param name="Precision">The type of the arrays.</param>
/// <param name="Ridge">The ridge that was asked for.</param>
/// <param name="RidgeIsRelative">Whether it is relative to the mean of the kernel's diagonal.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="ClassCount">The number of classes; 0 if the targets are values.</param>
/// <param name="Solve">How the solve went.</param>
/// <param name="Solver">The solver; cholesky if the file does not say.</param>
internal sealed record ModelHeader(
    string Format, int FormatVersion, string NtkVersion, JsonNode Network, KernelKind Kernel, Precision Precision,
    double Ridge, bool RidgeIsRelative, ulong Seed, int ClassCount, SolveReport Solve, SolverKind Solver = SolverKind.Cholesky)
{
    public const string FormatName = "ntk-model";
    public const int CurrentVersion = 1;

    /// <exception cref="ModelFormatException">Not such a header, or of another version.</exception>
    /// <summary>Reads a header.</summary>
    public static ModelHeader Parse(string file, byte[] json)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(json);
            if (node?["format"]?.GetValue<string>() != FormatName)
                throw new ModelFormatException(file, "it is not a model written by ntk fit.");
            if (node["formatVersion"]?.GetValue<int>() is not CurrentVersion)
                throw new ModelFormatException(file, $"it has version {node["formatVersion"]} of the model format; this ntk reads version {CurrentVersion}. Fit the model again.");
            return node.Deserialize<ModelHeader>(JsonText.Options)!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            throw new ModelFormatException(file, $"its header is corrupt: {error.Message} Fit the model again.", error);
        }
    }
}
