using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Inference;

namespace Ntk.Cli;

/// <summary>
/// Fitted models in files: an npz archive of <c>header</c> (JSON as bytes), <c>x</c>, <c>y</c>, <c>weights</c> and, unless left out,
/// <c>factor</c> and <c>diagonal</c>. All arrays have the precision of the model, so that it predicts the same bits as before.
/// </summary>
internal static class ModelFile
{
    private const string Header = "header";

    // A header is a network and a few numbers.
    private const int LargestHeader = 16 << 20;

    public static void Write<T>(string path, FittedModel<T> model, RunSettings run, int classCount, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var header = new ModelHeader(
            ModelHeader.FormatName, ModelHeader.CurrentVersion, Versions.Ntk, JsonNode.Parse(model.Network.ToJson())!, model.Kind, run.PrecisionOrDefault,
            model.Ridge.Value, model.Ridge.IsRelative, run.Seed, classCount, model.Report, model.Solver);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, JsonText.Options);
        OutputFile.WriteArchive(
            path,
            archive =>
            {
                archive.Add<byte>(Header, Tensor.Create(json));
                archive.Add<T>("x", model.Inputs);
                archive.Add<T>("y", model.Targets);
                archive.Add<T>("weights", model.Weights);
                if (model.Factor is { } factor && model.Diagonal is { } diagonal)
                {
                    archive.Add<T>("factor", factor);
                    archive.Add<T>("diagonal", diagonal);
                }
            },
            cancellation);
    }

    /// <summary>Reads what a model is, without its arrays.</summary>
    /// <exception cref="ModelFormatException">The file is not a model, or of another version.</exception>
    public static ModelHeader ReadHeader(string path)
    {
        using NpzReader archive = Open(path);
        return ReadHeader(path, archive);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFormatException">The file is not a model, or of another version or precision.</exception>
    public static FittedModel<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NpzReader archive = Open(path);
        ModelHeader header = ReadHeader(path, archive);
        bool hasFactor = archive.Names.Contains("factor");
        return new()
        {
            Network = Network.FromJson(header.Network.ToJsonString()),
            Kind = header.Kernel,
            Ridge = RidgeOf(path, header),
            Solver = header.Solver,
            Report = header.Solve,
            Inputs = ReadArray<T>(path, archive, "x"),
            Targets = ReadArray<T>(path, archive, "y"),
            Weights = ReadArray<T>(path, archive, "weights"),
            Factor = hasFactor ? ReadArray<T>(path, archive, "factor") : null,
            Diagonal = hasFactor ? ReadArray<T>(path, archive, "diagonal") : null,
        };
    }

    private static Ridge RidgeOf(string path, ModelHeader header)
    {
        if (!(header.Ridge >= 0) || !double.IsFinite(header.Ridge) || header.Solve is null)
            throw new ModelFormatException(path, $"its header is corrupt: the ridge is {header.Ridge}. Fit the model again.");
        return header.RidgeIsRelative ? Ridge.Relative(header.Ridge) : Ridge.Absolute(header.Ridge);
    }

    private static Tensor<T> ReadArray<T>(string path, NpzReader archive, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NpyReader array = archive.OpenArray(name);
        ElementType expected = typeof(T) == typeof(float) ? ElementType.Float32 : ElementType.Float64;
        return array.Header.ElementType == expected
            ? array.ReadTensor<T>()
            : throw new ModelFormatException(path, $"its array {name} is of {array.Header.ElementType}, its header says {expected}. Fit the model again.");
    }

    private static NpzReader Open(string path) =>
        File.Exists(path) ? NpzReader.Open(path) : throw new MissingDataException(path, "Give a model written by ntk fit --model.");

    private static ModelHeader ReadHeader(string path, NpzReader archive)
    {
        if (!archive.Names.Contains(Header))
            throw new ModelFormatException(path, "it is not a model written by ntk fit: it has no header.");
        using NpyReader array = archive.OpenArray(Header);
        if (array.Header.ElementType != ElementType.UInt8 || array.Header.ElementCount > LargestHeader)
            throw new ModelFormatException(path, "its header is not JSON text. Fit the model again.");
        var json = new byte[array.Header.ElementCount];
        array.ReadTensor<byte>().FlattenTo(json);
        return ModelHeader.Parse(path, json);
    }
}
