using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Accuracy;

/// <summary>A network, its inputs and its exact kernels, as the files of tests/Golden hold them.</summary>
internal sealed class GoldenFile
{
    private readonly JsonElement json;

    private GoldenFile(string name, JsonElement json)
    {
        Name = name;
        this.json = json;
    }

    public string Name { get; }

    public Network Network => Network.FromJson(json.GetProperty("network").GetRawText());

    public bool IsSymmetric => json.GetProperty("x2").ValueKind == JsonValueKind.Null;

    public ExactKernels Exact
    {
        get
        {
            KernelDiagonal first = Diagonal("Diagonal1");
            return new(new(Values("nngp"), Values("ntk")), first, IsSymmetric ? first : Diagonal("Diagonal2"));
        }
    }

    /// <summary>The files of kernels in a folder.</summary>
    public static IEnumerable<GoldenFile> In(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            JsonElement json = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("network", out _) && json.TryGetProperty("nngp", out _))
                yield return new(Path.GetFileNameWithoutExtension(path), json);
        }
    }

    public Tensor<T> First<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inputs<T>("x1");

    /// <summary>The second inputs of a matrix that is not symmetric.</summary>
    public Tensor<T> Second<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inputs<T>("x2");

    /// <summary>The errors of the engine.</summary>
    public KernelErrors Errors<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var builder = new GramBuilder<T>(Network);
        using GramResult<T> result = IsSymmetric ? builder.Build(First<T>()) : builder.Build(First<T>(), Second<T>());
        return Exact.ErrorsOf(KernelValues.Of(result), typeof(T) == typeof(float));
    }

    private KernelDiagonal Diagonal(string suffix) => new(Values($"nngp{suffix}"), Values($"ntk{suffix}"));

    private Tensor<T> Inputs<T>(string property)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create(
            Array.ConvertAll(Values(property), T.CreateTruncating),
            [.. json.GetProperty(property).GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())]);

    private double[] Values(string property) => [.. json.GetProperty(property).GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];
}
